namespace Compose.Wasm.Components;

/// <summary>One row of the table of canonical definitions.</summary>
/// <param name="Operation">The opcode.</param>
/// <param name="Name">Its name in the text format.</param>
/// <param name="Immediates">What follows the opcode.</param>
/// <param name="Feature">The feature it belongs to.</param>
/// <param name="Since">The day from which the opcode has this meaning and these immediates, or the WASI release that
/// brought it.</param>
public sealed record CanonOpcode(
    CanonOperation Operation,
    string Name,
    CanonImmediates Immediates,
    ComponentFeatures Feature,
    string Since);
