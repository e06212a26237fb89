import { notice } from './notice.js';

/** The latest message; screen readers read it out. */
export function NoticeBar() {
  const { kind, text, action } = notice.value ?? { kind: 'info', text: '' };
  return (
    <div class={`notice ${kind} ${text ? '' : 'empty'}`}>
      <p role="status" aria-live="polite">
        {text}
      </p>
      {action && (
        <button type="button" class="quiet" onClick={action.run}>
          {action.name}
        </button>
      )}
    </div>
  );
}
