/** Every way in which a secret could be written down. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('base64'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    ...(secret.startsWith('whsec_') ? [secret.slice('whsec_'.length)] : []),
  ];
}

/** Names of the secrets that the text holds in any spelling, with the words around. */
export function findSecrets(text: string, secrets: Record<string, string>): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) => {
    const at = spellings(secret)
      .map((spelling) => text.indexOf(spelling))
      .find((index) => index >= 0);
    return at === undefined ? [] : [`${name}: ...${text.slice(Math.max(0, at - 150), at + 40)}...`];
  });
}
