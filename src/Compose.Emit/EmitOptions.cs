namespace Compose.Emit;

/// <summary>How a plan is compiled. Everything in it that decides the bytes is part of the emit key.</summary>
public sealed record EmitOptions
{
    public static EmitOptions Default { get; } = new();

    public EmitTarget Target { get; init; }

    /// <summary>
    /// The greatest number of instances that one component of the artifact may hold (imports, instantiations, aliases
    /// and exports together): 1,000 passes old validators, 4,096 all current ones.
    /// </summary>
    public int InstanceLimit { get; init; } = 1_000;

    /// <summary>Modules and components in the whole binary.</summary>
    public int DefinitionLimit { get; init; } = 1_000;

    /// <summary>Effective size of the types of all imports together.</summary>
    public int TypeSizeLimit { get; init; } = 1_000_000;
}
