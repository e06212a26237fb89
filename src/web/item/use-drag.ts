import type { RefObject } from 'preact';
import { useRef } from 'preact/hooks';

/** A press that moves farther than this, in pixels, is a drag and not a click. */
const threshold = 4;

/** Scrolls an element when it is dragged with the mouse; touch scrolling is built in. */
export function useDrag(element: RefObject<HTMLElement | null>) {
  const last = useRef<{ x: number; y: number } | undefined>(undefined);
  const moved = useRef(0);
  const stop = () => {
    last.current = undefined;
  };
  return {
    /** Whether the press that ends with this click was a drag. */
    hasMoved: () => moved.current > threshold,
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        moved.current = 0;
        if (event.pointerType === 'mouse') last.current = { x: event.clientX, y: event.clientY };
      },
      onPointerMove: (event: PointerEvent) => {
        if (!last.current) return;
        const [dx, dy] = [event.clientX - last.current.x, event.clientY - last.current.y];
        moved.current += Math.abs(dx) + Math.abs(dy);
        element.current?.scrollBy({ left: -dx, top: -dy, behavior: 'instant' });
        last.current = { x: event.clientX, y: event.clientY };
      },
      onPointerUp: stop,
      onPointerLeave: stop,
    },
  };
}
