/** Tells everybody that their place is 320 px wide. */
export class NarrowObserver implements ResizeObserver {
  readonly #callback: ResizeObserverCallback;
  constructor(callback: ResizeObserverCallback) {
    this.#callback = callback;
  }
  observe(target: Element) {
    const size = { blockSize: 400, inlineSize: 320 };
    this.#callback(
      [
        {
          target,
          contentRect: new DOMRect(0, 0, 320, 400),
          borderBoxSize: [size],
          contentBoxSize: [size],
          devicePixelContentBoxSize: [size],
        },
      ],
      this,
    );
  }
  unobserve() {}
  disconnect() {}
}
