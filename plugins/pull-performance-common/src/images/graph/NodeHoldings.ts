import { ImageTable } from './ImageTable';
import { Marks } from './Marks';

const firstRoom = 8;
/** So many changes of a list's completeness are remembered; what was before the oldest of them counts as unknown. */
const mostListStates = 64;

/** How much a node's list of images tells from a time on. */
export interface ListState {
  fromMs: number;
  /** Absent: nobody knows. */
  complete?: boolean;
  /** No image that the list leaves out is larger. */
  unlistedBytesAtMost: number;
}

/** The images that one node held, each from a time until another, in order of image and begin. */
export class NodeHoldings {
  private images = new Int32Array(firstRoom);
  private froms = new Float64Array(firstRoom);
  private untils = new Float64Array(firstRoom);
  private count = 0;
  private states: ListState[] = [];
  /** Whether a holding found no room, so that absence proves nothing. */
  dropped = false;

  get length(): number {
    return this.count;
  }

  /** Whether the node has the holding of an image that begins then. */
  has(image: number, fromMs: number): boolean {
    const at = this.search(image, fromMs);
    return this.isAt(at, image, fromMs);
  }

  /** Adds a holding, or gives the one with the same begin another end. */
  put(image: number, fromMs: number, untilMs: number): void {
    const at = this.search(image, fromMs);
    if (!this.isAt(at, image, fromMs)) {
      this.makeRoomAt(at);
      this.images[at] = image;
      this.froms[at] = fromMs;
    }
    this.untils[at] = untilMs;
  }

  /** Whether the node held an image at a time, and still after another. */
  holds(image: number, atMs: number, untilMs: number): boolean {
    for (
      let at = this.search(image, -Infinity);
      at < this.count && this.images[at] === image && this.froms[at] <= atMs;
      at++
    ) {
      if (untilMs < this.untils[at]) {
        return true;
      }
    }
    return false;
  }

  /** Writes the images held at a time, and still after another, into `found`, each once. @returns how many they are */
  heldThrough(atMs: number, untilMs: number, found: Int32Array): number {
    const { images, froms, untils, count } = this;
    let held = 0;
    let last = -1;
    for (let at = 0; at < count; at++) {
      const image = images[at];
      if (image !== last && froms[at] <= atMs && untilMs < untils[at]) {
        found[held++] = image;
        last = image;
      }
    }
    return held;
  }

  /**
   * Writes the images that the node let go at a time or later, but no later than another, into `found`, each once.
   *
   * @returns how many they are
   */
  letGoBetween(atMs: number, untilMs: number, found: Int32Array): number {
    const { images, froms, untils, count } = this;
    let gone = 0;
    let last = -1;
    for (let at = 0; at < count; at++) {
      const image = images[at];
      if (
        untils[at] <= untilMs &&
        untils[at] >= atMs &&
        froms[at] <= atMs &&
        image !== last
      ) {
        found[gone++] = image;
        last = image;
      }
    }
    return gone;
  }

  /** Writes the images that came after a time and no later than another into `found`. @returns how many they are */
  cameBetween(afterMs: number, untilMs: number, found: Int32Array): number {
    let came = 0;
    for (let at = 0; at < this.count; at++) {
      const fromMs = this.froms[at];
      if (fromMs > afterMs && fromMs <= untilMs) {
        found[came++] = this.images[at];
      }
    }
    return came;
  }

  /**
   * Writes those of marked images that were held at a time into `found`, each once. Times are looked at last: they are most of the memory.
   *
   * @returns how many they are
   */
  heldAmong(marked: Marks, atMs: number, found: Int32Array): number {
    const { images, froms, untils, count } = this;
    let held = 0;
    let last = -1;
    for (let at = 0; at < count; at++) {
      const image = images[at];
      if (
        marked.has(image) &&
        image !== last &&
        froms[at] <= atMs &&
        atMs < untils[at]
      ) {
        found[held++] = image;
        last = image;
      }
    }
    return held;
  }

  /** Whether the node held some image whose layers are known. */
  isKnownAt(atMs: number, images: ImageTable): boolean {
    for (let at = 0; at < this.count; at++) {
      if (
        this.froms[at] <= atMs &&
        atMs < this.untils[at] &&
        images.isRead(this.images[at])
      ) {
        return true;
      }
    }
    return false;
  }

  /** Forgets holdings that ended before a time. @returns how many they were */
  prune(beforeMs: number): number {
    let kept = 0;
    for (let at = 0; at < this.count; at++) {
      if (this.untils[at] >= beforeMs) {
        this.images[kept] = this.images[at];
        this.froms[kept] = this.froms[at];
        this.untils[kept] = this.untils[at];
        kept++;
      }
    }
    const pruned = this.count - kept;
    this.count = kept;
    return pruned;
  }

  /** When the first known holding began. */
  firstFromMs(): number | undefined {
    let first: number | undefined;
    for (let at = 0; at < this.count; at++) {
      if (first === undefined || this.froms[at] < first) {
        first = this.froms[at];
      }
    }
    return first;
  }

  setListState(state: ListState): void {
    const others = this.states.filter(({ fromMs }) => fromMs !== state.fromMs);
    this.states = [...others, state]
      .sort((one, other) => one.fromMs - other.fromMs)
      .slice(-mostListStates);
  }

  /** What its list told at a time; `undefined` before the first word about it. */
  listStateAt(atMs: number): ListState | undefined {
    let found: ListState | undefined;
    for (const state of this.states) {
      if (state.fromMs <= atMs) {
        found = state;
      }
    }
    return found;
  }

  private isAt(at: number, image: number, fromMs: number): boolean {
    return (
      at < this.count && this.images[at] === image && this.froms[at] === fromMs
    );
  }

  /** The first position that is not before (image, from). */
  private search(image: number, fromMs: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const isBefore =
        this.images[middle] < image ||
        (this.images[middle] === image && this.froms[middle] < fromMs);
      if (isBefore) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private makeRoomAt(at: number): void {
    if (this.count === this.images.length) {
      const room = this.count * 2;
      const [images, froms, untils] = [this.images, this.froms, this.untils];
      this.images = new Int32Array(room);
      this.froms = new Float64Array(room);
      this.untils = new Float64Array(room);
      this.images.set(images);
      this.froms.set(froms);
      this.untils.set(untils);
    }
    this.images.copyWithin(at + 1, at, this.count);
    this.froms.copyWithin(at + 1, at, this.count);
    this.untils.copyWithin(at + 1, at, this.count);
    this.count += 1;
  }
}
