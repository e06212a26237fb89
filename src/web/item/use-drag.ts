import type { RefObject } from 'preact';
import { useRef } from 'preact/hooks';

/** From here on a press is a drag and no click, in pixels. */
const threshold = 4;

/** Scrolls an element by dragging it with the mouse; touch scrolls by itself. */
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
