using Compose.Wasm.Components;

namespace Compose.Runtime;

/// <summary>What decides the code that an image is made of.</summary>
public sealed record ComponentImageOptions
{
    public static ComponentImageOptions Default { get; } = new();

    /// <summary>Count fuel; a store's limit on fuel works only with it.</summary>
    public bool Fuel { get; init; }

    /// <summary>
    /// Features and limits of reader and validator. Bodies of core functions are left to the engine, which validates each
    /// before it runs.
    /// </summary>
    public ComponentOptions Component { get; init; } = ComponentOptions.Default with { DeferFunctionBodies = true };

    /// <summary>Shown in messages and frames: the file or the instance.</summary>
    public string? Name { get; init; }
}
