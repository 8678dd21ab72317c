namespace Compose.Emit;

/// <summary>For which hosts an artifact is made.</summary>
public enum EmitTarget
{
    /// <summary>For hosts that know the scheme: every granted (instance, interface) is an import of its own.</summary>
    Aware = 0,

    /// <summary>For any host: imports under their plain names, merged; constants and denials compiled in.</summary>
    Flat = 1,
}
