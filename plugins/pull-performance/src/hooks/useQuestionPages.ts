import { useRef, useState } from 'react';
import { daysBefore } from '../scorecard/days';

/** Where one is in the pages of a question. */
export interface QuestionPages {
  /** Start of the time, the same for all pages. */
  from: string;
  /** The cursors of the pages up to the shown one; the first page needs none. */
  cursors: (string | undefined)[];
  turn: (cursors: (string | undefined)[]) => void;
}

/** Another question begins at its first page. */
export function useQuestionPages(
  question: string,
  days: number,
): QuestionPages {
  const begun = useRef<{ question: string; from: string }>();
  if (begun.current?.question !== question) {
    const from = daysBefore(new Date(), days).toISOString();
    begun.current = { question, from };
  }
  const [pages, setPages] = useState<{
    question: string;
    cursors: (string | undefined)[];
  }>();
  return {
    from: begun.current.from,
    cursors: pages?.question === question ? pages.cursors : [undefined],
    turn: cursors => setPages({ question, cursors }),
  };
}
