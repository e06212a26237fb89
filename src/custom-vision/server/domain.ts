import { ServiceError } from './service-error.js';

export interface Domain {
  id: string;
  name: string;
  /** Whether models of the domain can be exported: only Custom Vision's compact domains can. */
  exportable: boolean;
}

const domain = (id: string, name: string): Domain => ({ id, name, exportable: name.includes('(compact)') });

/** The classification domains of Custom Vision. The engine treats them alike, except that only some can be exported. */
export const domains: readonly Domain[] = [
  domain('ee85a74c-405e-4adc-bb47-ffa8ca0c9f31', 'General'),
  domain('a8e3c40f-fb4a-466f-832a-5e457ae4a344', 'General [A1]'),
  domain('2e37d7fb-3a54-486a-b4d6-cfc369af0018', 'General [A2]'),
  domain('c151d5b5-dd07-472a-acc8-15d29dea8518', 'Food'),
  domain('ca455789-012d-4b50-9fec-5bb63841c793', 'Landmarks'),
  domain('b30a91ae-e3c1-4f73-a81e-c270bff27c39', 'Retail'),
  domain('0732100f-1a38-4e49-a514-c9b44c697ab5', 'General (compact)'),
  domain('a1db07ca-a19a-4830-bae8-e004a42dc863', 'General (compact) [S1]'),
  domain('8882951b-82cd-4c32-970b-d5f8cb8bf6d7', 'Food (compact)'),
  domain('b5cfd229-2ac7-4b2b-8d0a-2b0661344894', 'Landmarks (compact)'),
  domain('6b4faeda-8396-481b-9f8b-177b9fa3097f', 'Retail (compact)'),
];

/** What every exportable domain says of its models. The size is that of model.onnx with two tags. */
export const modelInformation = {
  estimatedModelSizeInMegabytes: 8,
  description: 'A MobileNetV2 in 8 bits with attention heads, the same for every domain.',
};

export const defaultDomain = domains[0]!.id;

/** Throws `unknown` if there is no such domain; each operation has its own error for that. */
export function findDomain(
  id: string,
  unknown = new ServiceError(404, 'NotFoundDomain', 'Invalid domain'),
): Domain {
  const found = domains.find((known) => known.id === id.toLowerCase());
  if (!found) throw unknown;
  return found;
}
