using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Compose.Wasm.Components;

/// <summary>
/// A version by semver.org 2.0: <c>major.minor.patch</c>, optional pre-release and build metadata. Order follows
/// clause 11; build metadata takes part in equality, not in precedence.
/// </summary>
public sealed record SemanticVersion(ulong Major, ulong Minor, ulong Patch, string PreRelease = "", string Build = "")
    : IComparable<SemanticVersion>
{
    /// <summary>
    /// The part of the version within which versions are compatible: <c>1.2.3</c> → <c>1</c>, <c>0.2.5</c> →
    /// <c>0.2</c>, <c>0.0.1</c> → <c>0.0.1</c>. A pre-release stands for itself and is its own track.
    /// </summary>
    public string Track => PreRelease.Length > 0
        ? Core + "-" + PreRelease
        : Major > 0 ? Text(Major) : Minor > 0 ? "0." + Text(Minor) : "0.0." + Text(Patch);

    private string Core => $"{Text(Major)}.{Text(Minor)}.{Text(Patch)}";

    /// <summary>Whether a provider of this version may serve a consumer of <paramref name="wanted"/>, by name alone:
    /// same track. Types decide the rest.</summary>
    public bool IsCompatibleWith(SemanticVersion wanted) =>
        string.Equals(Track, wanted.Track, StringComparison.Ordinal);

    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out SemanticVersion? version)
    {
        version = null;
        var build = string.Empty;
        var plus = text.IndexOf('+');
        if (plus >= 0)
        {
            build = text[(plus + 1)..].ToString();
            text = text[..plus];
            if (!IsIdentifiers(build, numbersAreStrict: false))
            {
                return false;
            }
        }

        var preRelease = string.Empty;
        var dash = text.IndexOf('-');
        if (dash >= 0)
        {
            preRelease = text[(dash + 1)..].ToString();
            text = text[..dash];
            if (!IsIdentifiers(preRelease, numbersAreStrict: true))
            {
                return false;
            }
        }

        if (!TakeNumber(ref text, '.', out var major) || !TakeNumber(ref text, '.', out var minor)
            || !TakeNumber(ref text, '\0', out var patch))
        {
            return false;
        }

        version = new SemanticVersion(major, minor, patch, preRelease, build);
        return true;
    }

    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = Major.CompareTo(other.Major);
        order = order != 0 ? order : Minor.CompareTo(other.Minor);
        order = order != 0 ? order : Patch.CompareTo(other.Patch);
        return order != 0 ? order : ComparePreRelease(PreRelease, other.PreRelease);
    }

    public static bool operator <(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) >= 0;

    public override string ToString() =>
        Core + (PreRelease.Length > 0 ? "-" + PreRelease : string.Empty) + (Build.Length > 0 ? "+" + Build : string.Empty);

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool TakeNumber(ref ReadOnlySpan<char> text, char end, out ulong number)
    {
        number = 0;
        var length = 0;
        while (length < text.Length && char.IsAsciiDigit(text[length]))
        {
            length++;
        }

        // No empty numbers and no leading zeros (clause 2).
        if (length == 0 || (length > 1 && text[0] == '0')
            || !ulong.TryParse(text[..length], NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            return false;
        }

        if (end == '\0')
        {
            return length == text.Length;
        }

        if (length == text.Length || text[length] != end)
        {
            return false;
        }

        text = text[(length + 1)..];
        return true;
    }

    /// <summary>Dot-separated identifiers of letters, digits and hyphens; clauses 9 and 10.</summary>
    private static bool IsIdentifiers(string text, bool numbersAreStrict)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] != '.')
            {
                if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] != '-')
                {
                    return false;
                }

                continue;
            }

            var part = text.AsSpan(start, i - start);
            if (part.IsEmpty || (numbersAreStrict && part.Length > 1 && part[0] == '0' && IsNumber(part)))
            {
                return false;
            }

            start = i + 1;
        }

        return true;
    }

    private static bool IsNumber(ReadOnlySpan<char> part)
    {
        foreach (var c in part)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }
        }

        return true;
    }

    private static int ComparePreRelease(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            // A pre-release comes before its release.
            return (left.Length == 0 ? 1 : 0) - (right.Length == 0 ? 1 : 0);
        }

        var ours = left.Split('.');
        var theirs = right.Split('.');
        for (var i = 0; i < Math.Min(ours.Length, theirs.Length); i++)
        {
            var isNumber = IsNumber(ours[i]);
            if (isNumber != IsNumber(theirs[i]))
            {
                return isNumber ? -1 : 1;
            }

            // Numbers without leading zeros order by length, then digit by digit.
            var order = isNumber ? ours[i].Length.CompareTo(theirs[i].Length) : 0;
            order = order != 0 ? order : string.CompareOrdinal(ours[i], theirs[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return ours.Length.CompareTo(theirs.Length);
    }
}
