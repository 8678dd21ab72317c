namespace Compose.Plans;

/// <summary>One integer key of a map of a canonical plan.</summary>
public sealed record CborKey(int Number, string Name, KeyUse Use);

/// <summary>One map of a canonical plan with its keys, as the CDDL of SPEC.md has them.</summary>
public sealed record CborShape(string Name, IReadOnlyList<CborKey> Keys)
{
    internal CborKey? Find(ulong number)
    {
        foreach (var key in Keys)
        {
            if ((ulong)key.Number == number)
            {
                return key;
            }
        }

        return null;
    }
}
