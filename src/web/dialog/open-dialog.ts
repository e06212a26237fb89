import { signal } from '@preact/signals';

export type DialogName = 'help' | 'choose' | 'bulk' | 'queue';

/** The dialog in sight; at most one is. */
export const dialog = signal<DialogName | undefined>(undefined);

export function openDialog(name: DialogName): void {
  dialog.value = name;
}

export function closeDialog(): void {
  dialog.value = undefined;
}
