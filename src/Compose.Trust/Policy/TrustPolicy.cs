using Compose.Canonical;

namespace Compose.Trust;

/// <summary>
/// Who may vouch for what, and what happens where nobody does. Made by <see cref="TrustPolicyReader"/>, which reads the
/// keys and roots that it names: a policy in memory needs no file any more.
/// </summary>
public sealed record TrustPolicy
{
    private Digest? _digest;

    /// <summary>The file it came from, for messages.</summary>
    public string? File { get; init; }

    public TrustMode Mode { get; init; } = TrustMode.Strict;

    /// <summary>True if files of this machine are used without anybody vouching; they stay unverified.</summary>
    public bool AllowsLocal { get; init; }

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, TrustAuthority> Authorities { get; init; } = new Dictionary<string, TrustAuthority>();

    public IReadOnlyList<TrustRule> Rules { get; init; } = [];

    public Revocations Revoked { get; init; } = new();

    /// <summary>How long a verification that succeeded is remembered; zero remembers none.</summary>
    public TimeSpan CacheTime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The digest of everything that decides a verdict, keys and roots included; part of the key of the trust cache.</summary>
    public Digest Digest => _digest ??= ComputeDigest();

    private Digest ComputeDigest()
    {
        var writer = new CborWriter();
        writer.WriteArrayHead(6);
        writer.WriteText("trust-policy:v1");
        writer.WriteUnsigned((ulong)Mode);
        writer.WriteUnsigned(AllowsLocal ? 1u : 0u);
        string[] names = [.. Authorities.Keys.Order(StringComparer.Ordinal)];
        writer.WriteArrayHead(names.Length);
        foreach (string name in names)
        {
            TrustAuthority authority = Authorities[name];
            writer.WriteArrayHead(6);
            writer.WriteText(name);
            writer.WriteText(authority.Backend);
            WriteInstant(writer, authority.NotBefore);
            WriteInstant(writer, authority.Expires);
            WriteTexts(writer, authority.Statements);
            authority.Describe(writer);
        }

        writer.WriteArrayHead(Rules.Count);
        foreach (TrustRule rule in Rules)
        {
            writer.WriteArrayHead(6);
            WriteTexts(writer, rule.Components);
            WriteTexts(writer, rule.Packages);
            WriteTexts(writer, rule.Sources);
            WriteTexts(writer, rule.Signers);
            writer.WriteUnsigned((ulong)rule.Threshold);
            writer.WriteUnsigned(rule.CoversNested ? 1u : 0u);
        }

        writer.WriteArrayHead(3);
        writer.WriteArrayHead(Revoked.Keys.Count);
        foreach ((Digest key, DateTimeOffset? since) in Revoked.Keys.OrderBy(pair => pair.Key))
        {
            writer.WriteArrayHead(2);
            writer.WriteDigest(key);
            WriteInstant(writer, since);
        }

        WriteTexts(writer, [.. Revoked.Digests.Order().Select(digest => digest.Hex)]);
        WriteTexts(writer, [.. Revoked.Identities.Order(StringComparer.Ordinal)]);
        return Digest.Of(writer.Written);
    }

    private static void WriteTexts(CborWriter writer, IReadOnlyList<string> texts)
    {
        writer.WriteArrayHead(texts.Count);
        foreach (string text in texts)
        {
            writer.WriteText(text);
        }
    }

    private static void WriteInstant(CborWriter writer, DateTimeOffset? instant)
    {
        if (instant is { } time)
        {
            writer.WriteUnsigned((ulong)Math.Max(0, time.ToUnixTimeSeconds()));
        }
        else
        {
            writer.WriteNull();
        }
    }
}
