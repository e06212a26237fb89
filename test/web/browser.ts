import { vi } from 'vitest';

/** What the page's logic uses of a browser, with a clock of its own and nothing drawn. */
export interface Browser {
  /** Lets the clock of the page run; timers that are due run in their order. */
  pass(ms: number): void;
  /** Presses a key; says whether the page took it. */
  press(key: string, options?: Partial<Omit<Press, 'key'>>): boolean;
  /** The step back in the address. */
  back(): void;
  /** Hides the page or shows it again. */
  show(visible: boolean): void;
  /** Addresses of photos that the page had fetched. */
  images: string[];
  search(): string;
}

interface Press {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  repeat: boolean;
  /** What has the focus, as a CSS selector that it matches. */
  within: string;
}

class FakeElement extends EventTarget {
  constructor(readonly matches: string) {
    super();
  }

  closest(selector: string): FakeElement | null {
    return this.matches !== '' && selector.split(', ').some((part) => part.startsWith(this.matches))
      ? this
      : null;
  }
}

/** Puts a browser at `path` into the globals, until the test calls `vi.unstubAllGlobals`. */
export function startBrowser(path: string): Browser {
  const images: string[] = [];
  const addresses = [new URL(path, 'http://page.test')];
  const timers = new Map<number, { at: number; run: () => void }>();
  const storage = new Map<string, string>();
  let now = 0;
  let started = 0;
  const document = Object.assign(new EventTarget(), { hidden: false });
  const window = Object.assign(new EventTarget(), {
    ...{ innerWidth: 1280, devicePixelRatio: 1 },
    history: {
      pushState: (_state: unknown, _title: string, to: string) =>
        void addresses.push(new URL(to, addresses.at(-1))),
    },
    setTimeout(run: () => void, ms = 0) {
      timers.set(++started, { at: now + ms, run });
      return started;
    },
    clearTimeout: (timer?: number) => void timers.delete(timer ?? 0),
  });
  Object.defineProperty(window, 'location', { get: () => addresses.at(-1) });
  vi.stubGlobal('window', window);
  vi.stubGlobal('document', document);
  vi.stubGlobal('Element', FakeElement);
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => storage.get(key) ?? null,
    setItem: (key: string, value: string) => void storage.set(key, value),
  });
  vi.stubGlobal(
    'Image',
    class {
      set src(address: string) {
        images.push(address);
      }
    },
  );
  return {
    images,
    search: () => addresses.at(-1)!.search,
    pass(ms) {
      const end = now + ms;
      for (;;) {
        const due = [...timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
        if (!due) break;
        const [timer, { at, run }] = due;
        timers.delete(timer);
        now = at;
        run();
      }
      now = end;
    },
    press(key, { within = '', ...options } = {}) {
      const event = new Event('keydown', { cancelable: true });
      const given = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, repeat: false };
      Object.assign(event, given, { key }, options);
      Object.defineProperty(event, 'target', { value: new FakeElement(within) });
      document.dispatchEvent(event);
      return event.defaultPrevented;
    },
    back() {
      addresses.pop();
      window.dispatchEvent(new Event('popstate'));
    },
    show(visible) {
      document.hidden = !visible;
      document.dispatchEvent(new Event('visibilitychange'));
    },
  };
}
