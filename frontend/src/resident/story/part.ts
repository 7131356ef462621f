import type { Prompt } from '../../lib/api';
import type { Said } from '../../lib/drafts';
import type { Mark } from '../marks';

/** What each part of a story gets. */
export interface PartProps {
  /** The story as it stands, with what was just typed. */
  mark: Mark;
  prompt: Prompt;
  /** Takes what the person says. */
  say: (said: Partial<Said>) => void;
  /** Tells what keeps the person from going on, as a sentence; empty if nothing does. */
  complain: (problem: string) => void;
}
