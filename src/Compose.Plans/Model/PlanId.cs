using System.Text;

namespace Compose.Plans;

/// <summary>The rules for ids of components, instances and secrets.</summary>
public static class PlanId
{
    /// <summary>The rule in words, for messages.</summary>
    public const string Rule = "1 to 100 letters (a-z, A-Z), digits, '-', '_' or '.', beginning with a letter or digit";

    /// <summary>True if the text may be an id.</summary>
    public static bool IsValid(string text)
    {
        if (text.Length is 0 or > PlanLimits.MaxIdLength || !char.IsAsciiLetterOrDigit(text[0]))
        {
            return false;
        }

        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// What two ids of one plan must differ in. Component names are compared without case and hyphens, and instance ids
    /// become part of import names.
    /// </summary>
    public static string Fold(string id)
    {
        var folded = new StringBuilder(id.Length);
        foreach (char c in id)
        {
            if (c != '-')
            {
                folded.Append(char.ToLowerInvariant(c));
            }
        }

        return folded.ToString();
    }
}
