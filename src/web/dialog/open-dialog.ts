import { signal } from '@preact/signals';

export type DialogName = 'help' | 'choose' | 'bulk' | 'queue';

/** The open dialog, if any; there is at most one. */
export const dialog = signal<DialogName | undefined>(undefined);

export function openDialog(name: DialogName): void {
  dialog.value = name;
}

export function closeDialog(): void {
  dialog.value = undefined;
}
