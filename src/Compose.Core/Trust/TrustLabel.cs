using System.Diagnostics.CodeAnalysis;

namespace Compose;

/// <summary>
/// How far a result may be relied on. Labels form a lattice: <c>core_verified</c> above <c>core_unverified</c> above the
/// sets of taints. Combining takes the meet, so a label only ever falls; nothing but a fresh verification at a root gives
/// <see cref="CoreVerified"/>.
/// </summary>
public readonly struct TrustLabel : IEquatable<TrustLabel>
{
    private const byte Unverified = 1, Plugin = 2, Visualisation = 4;

    private readonly byte _bits;

    private TrustLabel(int bits) => _bits = (byte)bits;

    /// <summary>Verified at a root of trust.</summary>
    public static TrustLabel CoreVerified => new(0);

    /// <summary>Nothing vouches for it.</summary>
    public static TrustLabel CoreUnverified => new(Unverified);

    /// <summary>A plugin had a part in it.</summary>
    public static TrustLabel PluginDerived => new(Unverified | Plugin);

    /// <summary>Made for looking at.</summary>
    public static TrustLabel VizDerived => new(Unverified | Visualisation);

    public bool IsVerified => _bits == 0;

    /// <summary>The greatest label below both. Commutative, associative, idempotent.</summary>
    public TrustLabel Meet(TrustLabel other) => new(_bits | other._bits);

    /// <summary>True if <paramref name="other"/> claims nothing beyond this label.</summary>
    public bool Permits(TrustLabel other) => (_bits & ~other._bits) == 0;

    /// <summary>Reads the text form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TrustLabel label)
    {
        label = CoreUnverified;
        switch (text)
        {
            case "core_verified": label = CoreVerified; return true;
            case "core_unverified": return true;
            case "plugin_derived": label = PluginDerived; return true;
            case "viz_derived": label = VizDerived; return true;
            case "plugin_derived+viz_derived": label = PluginDerived.Meet(VizDerived); return true;
            default: return false;
        }
    }

    /// <summary><c>core_verified</c>, <c>core_unverified</c>, or the taints joined by <c>+</c>.</summary>
    public override string ToString() => (_bits & (Plugin | Visualisation)) switch
    {
        0 => _bits == 0 ? "core_verified" : "core_unverified",
        Plugin => "plugin_derived",
        Visualisation => "viz_derived",
        _ => "plugin_derived+viz_derived",
    };

    public bool Equals(TrustLabel other) => _bits == other._bits;

    public override bool Equals(object? obj) => obj is TrustLabel other && Equals(other);

    public override int GetHashCode() => _bits;

    public static bool operator ==(TrustLabel left, TrustLabel right) => left.Equals(right);

    public static bool operator !=(TrustLabel left, TrustLabel right) => !left.Equals(right);
}
