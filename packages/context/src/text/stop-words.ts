// Words that a request uses whatever it is about. Left out of questions only; files keep them.
const WORDS =
  'the a an and or of to in on for with is are be by as at it its this that from when not if can could would ' +
  'should we i me my now use used using so but has have had was were will which into no do does done only also ' +
  'all any than then there these those they our you your add adds added adding fix fixes fixed fixing bug bugs ' +
  'feat feature support allow make makes making more new instead same case set get please want need needs let ' +
  'must just like some such how what why where while via per about after before between without within ' +
  'change changes changed changing update updates updated improve implement remove removed issue see';

/** Lower-case words that say nothing about which file is meant. */
export const STOP_WORDS: ReadonlySet<string> = new Set(WORDS.split(' '));
