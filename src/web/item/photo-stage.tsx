import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { photoAddress } from '../api/photo.js';
import type { Item } from '../api/suggestions.js';
import { Icon } from '../icon.js';
import { guitarName } from '../wording.js';
import { PhotoSaid } from './photo-said.js';
import { isZoomed, shownIndex, showPhotoBy, toggleZoom } from './shown-photo.js';
import { stageSize } from './stage-size.js';
import { useDrag } from './use-drag.js';

/** The large photo. A click zooms in at that point; dragging or the arrow keys then move the photo. */
export function PhotoStage({ item }: { item: Item }) {
  const index = shownIndex.value;
  const photo = item.photos[index];
  const frame = useRef<HTMLDivElement>(null);
  const target = useRef({ x: 0.5, y: 0.5 });
  const failed = useSignal(false);
  const drag = useDrag(frame);
  const zoomed = isZoomed.value;
  const address = photo && photoAddress(item.id, photo.position, zoomed ? 1600 : stageSize());

  useEffect(() => {
    failed.value = false;
  }, [address]);
  useEffect(() => {
    const { scrollWidth, scrollHeight, clientWidth, clientHeight } = frame.current!;
    const { x, y } = target.current;
    frame.current!.scrollTo({
      left: x * (scrollWidth - clientWidth),
      top: y * (scrollHeight - clientHeight),
    });
    if (zoomed) frame.current!.focus({ preventScroll: true });
    target.current = { x: 0.5, y: 0.5 };
  }, [zoomed]);
  useEffect(() => {
    isZoomed.value = false;
  }, [item.id]);

  const zoomAt = (event: MouseEvent) => {
    if (drag.hasMoved()) return;
    const { left, top, width, height } = frame.current!.getBoundingClientRect();
    target.current = { x: (event.clientX - left) / width, y: (event.clientY - top) / height };
    toggleZoom();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!zoomed) return;
    if (event.key === 'Escape') toggleZoom();
    // These keys scroll the zoomed photo and must not switch to another one.
    if (event.key.startsWith('Arrow')) event.stopPropagation();
  };
  const name = `Photo ${index + 1} of ${item.photos.length}, ${guitarName(item)}`;
  return (
    <div class={`stage ${zoomed ? 'zoomed' : ''}`}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields */}
      <div
        ref={frame}
        class="frame"
        role="group"
        aria-label="Large photo"
        tabIndex={zoomed ? 0 : -1}
        onClick={zoomAt}
        onKeyDown={onKeyDown}
        {...drag.handlers}
      >
        {address && !failed.value && (
          <img
            key={photo.position}
            src={address}
            alt={name}
            draggable={false}
            onError={() => {
              failed.value = true;
            }}
          />
        )}
        {(!photo || failed.value) && (
          <p class="no-photo">{photo ? 'This photo cannot be displayed.' : 'The listing has no photos.'}</p>
        )}
      </div>
      {photo && (
        <div class="over">
          <PhotoSaid photo={photo} isBlind={item.blind} />
          <span class="spring" />
          <span class="place">
            {index + 1} / {item.photos.length}
          </span>
          <button type="button" aria-label="Previous photo" onClick={() => showPhotoBy(-1)}>
            ‹
          </button>
          <button type="button" aria-label="Next photo" onClick={() => showPhotoBy(1)}>
            ›
          </button>
          <button type="button" aria-label="Zoom" aria-pressed={zoomed} title="Zoom (Z)" onClick={toggleZoom}>
            <Icon name="zoom" />
          </button>
        </div>
      )}
    </div>
  );
}
