namespace Compose.Trust;

/// <summary>Who may vouch for what. Rules are tried in order; the first that matches decides alone.</summary>
public sealed record TrustRule
{
    /// <summary>Patterns of component ids or file names; empty for any. A <c>*</c> stands for any text.</summary>
    public IReadOnlyList<string> Components { get; init; } = [];

    /// <summary>Patterns of packages (<c>acme:*</c>) within the address a component came from; empty for any.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];

    /// <summary>Patterns of addresses and registries (<c>oci://registry.example.com/*</c>); empty for any.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Names of authorities that may vouch.</summary>
    public required IReadOnlyList<string> Signers { get; init; }

    /// <summary>How many of them have to, each a signer of its own.</summary>
    public int Threshold { get; init; } = 1;

    /// <summary>True if their word for an artifact holds for the components nested in it.</summary>
    public bool CoversNested { get; init; }

    /// <summary>The number of the rule from 1, for explanations.</summary>
    public int Number { get; init; }

    public bool Matches(TrustSubject subject) =>
        Any(Components, subject.Name)
        && (Sources.Count == 0 || (subject.Source is { } source && Any(Sources, SourceRepository.WithSmallHost(source))))
        && (Packages.Count == 0 || (PackageOf(subject.Source) is { } package && Any(Packages, package)));

    /// <summary>
    /// The package of an address: the last two parts of its path, without tag or digest:
    /// <c>oci://ghcr.io/acme/log:1.2.0</c> is <c>acme:log</c>. Null where there are no two.
    /// </summary>
    internal static string? PackageOf(string? source)
    {
        if (source is null)
        {
            return null;
        }

        string path = SourceRepository.WithoutTag(source);
        int name = path.LastIndexOf('/');
        if (name <= 0)
        {
            return null;
        }

        int space = path.LastIndexOf('/', name - 1);
        string last = path[(name + 1)..];
        string first = path[(space + 1)..name];
        return first.Length == 0 || last.Length == 0 ? null : first + ":" + last;
    }

    private static bool Any(IReadOnlyList<string> patterns, string text)
    {
        if (patterns.Count == 0)
        {
            return true;
        }

        foreach (string pattern in patterns)
        {
            if (StarPattern.Matches(pattern, text))
            {
                return true;
            }
        }

        return false;
    }
}
