namespace Compose.Conformance;

/// <summary>How the scoreboard looks: quiet, readable in light and dark, nothing loaded from elsewhere.</summary>
internal static class ScoreboardStyle
{
    public const string Css =
        """
        :root { color-scheme: light dark; --ink: light-dark(#1c2430, #e6e9ee); --soft: light-dark(#5c6675, #9aa4b2); --line: light-dark(#dfe3e8, #333b46);
          --page: light-dark(#fbfbfa, #14181d); --card: light-dark(#fff, #1b2027); --good: light-dark(#17803d, #4cc47a); --fair: light-dark(#a15c00, #e0a042); --bad: light-dark(#b3261e, #ef7b73); }
        * { box-sizing: border-box }
        body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, sans-serif }
        main { max-width: 70rem; margin: 0 auto; padding: 2.5rem 1.25rem 5rem }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .4rem; letter-spacing: -.01em }
        h2 { font-size: 1.1rem; margin: 0 } section > h2 { margin: 2.4rem 0 .7rem }
        header p, .version { color: var(--soft) } .version { display: block; font-size: .8rem; font-weight: 400; margin: 0 }
        .scroll { overflow-x: auto; margin: 1.6rem 0; border: 1px solid var(--line); border-radius: .6rem; background: var(--card) }
        table { border-collapse: separate; border-spacing: 0; width: 100%; table-layout: fixed }
        thead th { width: 9.5rem; overflow-wrap: anywhere } tbody th, tfoot th { position: sticky; left: 0; background: var(--card) }
        th, td { padding: .55rem .9rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: middle }
        thead th { vertical-align: bottom } tbody tr:last-child > *, tfoot tr > * { border-bottom: 0 } tfoot tr > * { border-top: 2px solid var(--line) }
        td a { color: inherit; text-decoration: none; display: block } td a:hover .count { text-decoration: underline }
        .count { font-variant-numeric: tabular-nums; font-weight: 600 } .count small { color: var(--soft); font-weight: 400 }
        .bar { display: block; height: .3rem; border-radius: .2rem; background: var(--line); margin-top: .25rem; overflow: hidden } .bar i { display: block; height: 100% }
        .all .count { color: var(--good) } .all i { background: var(--good) } .most .count { color: var(--fair) } .most i { background: var(--fair) }
        .few .count { color: var(--bad) } .few i { background: var(--bad) } .none { color: var(--soft) }
        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1rem } .version { overflow-wrap: anywhere }
        article { border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.1rem; background: var(--card) } article p { margin: .3rem 0 }
        dl { display: grid; grid-template-columns: auto 1fr; gap: .1rem .8rem; margin: .5rem 0 0; font-size: .85rem } dt { color: var(--soft) } dd { margin: 0 }
        .ok { color: var(--good) } .bad { color: var(--bad) }
        details { border: 1px solid var(--line); border-radius: .5rem; background: var(--card); margin: .45rem 0; padding: .5rem .9rem }
        details.failed { border-left: .3rem solid var(--bad) } details.passed { color: var(--soft) } summary { cursor: pointer } summary:focus-visible, a:focus-visible, [tabindex]:focus-visible { outline: 2px solid var(--good); outline-offset: .2rem }
        code, pre { font: .85rem/1.5 ui-monospace, monospace } pre { overflow: auto; background: var(--page); border-radius: .4rem; padding: .8rem; max-height: 26rem }
        summary, li, dd { overflow-wrap: anywhere } .back { font-size: .8rem; font-weight: 400; color: var(--soft); margin-left: .6rem }
        @media (max-width: 40rem) { main { padding: 1.5rem .8rem 3rem } thead th { width: 8rem } th, td { padding: .45rem .6rem } }
        ul { padding-left: 1.2rem } :target { scroll-margin-top: 1rem; outline: 2px solid var(--line); outline-offset: .5rem; border-radius: .3rem }

        """;
}
