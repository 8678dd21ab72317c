namespace Compose.Testing;

/// <summary>What a command of a <see cref="WastScript"/> does.</summary>
public enum WastCommandKind
{
    /// <summary>Decode, validate and instantiate; becomes the current instance.</summary>
    Module,

    /// <summary>Decode and validate, and remember.</summary>
    ModuleDefinition,

    /// <summary>Instantiate what was defined.</summary>
    ModuleInstance,
    Register,
    Action,
    AssertReturn,
    AssertTrap,
    AssertExhaustion,
    AssertException,
    AssertInvalid,
    AssertMalformed,
    AssertUnlinkable,
    AssertUninstantiable,
}
