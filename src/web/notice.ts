import { signal } from '@preact/signals';

export interface Notice {
  kind: 'done' | 'info' | 'problem';
  text: string;
  action?: { name: string; run: () => void };
}

/** The latest message. It stays visible until the next one. */
export const notice = signal<Notice | undefined>(undefined);

export function tell(kind: Notice['kind'], text: string, action?: Notice['action']): void {
  notice.value = { kind, text, ...(action && { action }) };
}
