using System.Text.RegularExpressions;

namespace Compose.Conformance;

/// <summary>Which clauses of the specification have tests, and which tests name no clause that exists.</summary>
/// <param name="Clauses">Every clause of the specification with the tests that prove it.</param>
/// <param name="Untested">Clauses without a test, and sections (<c>§4.2</c>) without a clause.</param>
/// <param name="Excused">What no test of a host can prove, with the reason.</param>
/// <param name="Unfounded">Tests without a clause, or with one that the specification does not have, and excuses that nothing needs.</param>
public sealed partial record SpecCoverage(
    IReadOnlyDictionary<string, IReadOnlyList<string>> Clauses, IReadOnlyList<string> Untested, IReadOnlyDictionary<string, string> Excused, IReadOnlyList<string> Unfounded)
{
    /// <summary>
    /// Reads clauses as they are marked in the specification, <c>&lt;!-- clause NAME --&gt;</c>, and those that tests and
    /// vectors name. A name with a capital or a colon is a clause of another specification and only has to be there.
    /// </summary>
    /// <param name="specification">The text of SPEC.md.</param>
    /// <param name="suites">The suites.</param>
    /// <param name="vectors">Clauses that vectors prove, with the vector's name.</param>
    /// <param name="excused">Clauses and sections that no test can prove, with the reason.</param>
    public static SpecCoverage Of(
        string specification, IEnumerable<Suite> suites, IEnumerable<(string Clause, string Vector)> vectors, IReadOnlyDictionary<string, string> excused)
    {
        var tests = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (Match match in Mark().Matches(specification))
        {
            tests.TryAdd(match.Groups[1].Value, []);
        }

        var unfounded = new List<string>();
        IEnumerable<(string Test, IReadOnlyList<string> Clauses)> all =
        [
            .. suites.SelectMany(suite => suite.Tests).Select(test => (test.Id, test.Clauses)),
            .. vectors.GroupBy(vector => vector.Vector, vector => vector.Clause).Select(group => ("vectors/" + group.Key, (IReadOnlyList<string>)[.. group])),
        ];
        foreach ((string test, IReadOnlyList<string> clauses) in all)
        {
            bool founded = false;
            foreach (string clause in clauses)
            {
                if (tests.TryGetValue(clause, out List<string>? proofs))
                {
                    proofs.Add(test);
                    founded = true;
                }
                else if (clause.AsSpan().ContainsAnyInRange('A', 'Z') || clause.Contains(':', StringComparison.Ordinal))
                {
                    founded = true;
                }
                else
                {
                    unfounded.Add($"{test}: the specification has no clause '{clause}'");
                    founded = true;
                }
            }

            if (!founded)
            {
                unfounded.Add($"{test}: names no clause");
            }
        }

        HashSet<string> missing = [.. tests.Where(pair => pair.Value.Count == 0).Select(pair => pair.Key), .. SectionsWithoutClause(specification)];
        unfounded.AddRange(excused.Keys.Where(name => !missing.Contains(name)).Select(name => $"{UntestedList.FileName}: '{name}' has a test or is not there"));
        return new SpecCoverage(
            tests.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<string>)pair.Value, StringComparer.Ordinal),
            [.. missing.Where(name => !excused.ContainsKey(name)).Order(StringComparer.Ordinal)],
            excused,
            unfounded);
    }

    // A section is what stands below a numbered heading, up to the next; one that is only a heading over others says nothing.
    private static IEnumerable<string> SectionsWithoutClause(string specification)
    {
        MatchCollection headings = Heading().Matches(specification);
        for (int i = 0; i < headings.Count; i++)
        {
            int start = headings[i].Index + headings[i].Length;
            int end = i + 1 < headings.Count ? headings[i + 1].Index : specification.Length;
            ReadOnlySpan<char> body = specification.AsSpan(start, end - start);
            if (!body.IsWhiteSpace() && !Mark().IsMatch(body))
            {
                yield return "§" + headings[i].Groups[1].Value;
            }
        }
    }

    [GeneratedRegex(@"^#{2,3} (\d+(?:\.\d+)?)\b.*$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("<!-- clause ([a-z0-9.-]+) -->", RegexOptions.CultureInvariant)]
    private static partial Regex Mark();
}
