namespace Compose.Plans;

/// <summary>One capability of the vocabulary.</summary>
/// <param name="Name">The full name, as canonical plans write it.</param>
/// <param name="ShortName">The name for authors, or null.</param>
/// <param name="Summary">One line for help and documentation.</param>
/// <param name="Interfaces">The interfaces it gives authority over: <c>wasi:cli/stdin</c>, or <c>wasi:clocks/*</c> for a whole package.</param>
/// <param name="Parameters">The parameters it takes.</param>
public sealed record CapabilityEntry(
    string Name,
    string? ShortName,
    string Summary,
    IReadOnlyList<string> Interfaces,
    CapabilityParameterKinds Parameters = CapabilityParameterKinds.None)
{
    /// <summary>Whether the capability takes a parameter of this kind; terms fit every one.</summary>
    public bool Takes(CapabilityParameterKinds kind) => kind == CapabilityParameterKinds.Terms || Parameters.HasFlag(kind);
}
