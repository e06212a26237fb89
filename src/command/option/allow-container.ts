import { InvalidArgumentError, Option } from 'commander';
import { parseUrl } from '../../parse-url.js';

/** The option of commands that open a model whose folder may name a container. Gives a list of hosts. */
export function allowContainerOption(): Option {
  return new Option(
    '--allow-container <host>',
    'host or host:port of a container that the model may send photos to; repeat it for several',
  )
    .argParser((host: string, before: string[] = []) => [...before, parseHost(host)])
    .default([], 'none');
}

function parseHost(text: string): string {
  const url = parseUrl(`http://${text}`);
  if (url && `${url.origin}/` === url.href) return text.toLowerCase();
  throw new InvalidArgumentError('It must be a host or host:port, such as 10.0.0.5:5000.');
}
