const words = `a about above after again all also am an and any are as at be because been before being below between both but
by can could did do does doing done down during each either else few for from further get gets give got had has have
having he her here hers him his how i if in into is it its just let like make may me might mine more most must my need
no nor not now of off on once one only onto or other our ours out over own per please same shall she should show so some
such than that the their theirs them then there these they this those through to too under until up upon us use used
using very want was we well were what when where which while who whom whose why will with within without would yes yet
you your yours s t d ll re ve m don isn aren doesn didn won`;

/** Words that say nothing about what is looked for, in lower case. */
export const stopWords: ReadonlySet<string> = new Set(words.split(/\s+/));
