namespace Compose.Wasm.Components;

/// <summary>Options of a canonical definition (<c>canonopt</c>), each an index or null where not given.</summary>
public sealed record CanonOptions
{
    /// <summary>No options: UTF-8, nothing else.</summary>
    public static CanonOptions None { get; } = new();

    public StringEncoding StringEncoding { get; init; }

    /// <summary>The core memory that strings, lists and large values lie in.</summary>
    public int? Memory { get; init; }

    /// <summary>The core function that allocates in that memory.</summary>
    public int? Realloc { get; init; }

    /// <summary>The core function to call when the results of a lifted function have been read.</summary>
    public int? PostReturn { get; init; }

    /// <summary>Whether the async ABI is used.</summary>
    public bool IsAsync { get; init; }

    /// <summary>The core function that an async lifted function is continued with.</summary>
    public int? Callback { get; init; }

    /// <summary>The core function type of a lowering, with <see cref="IsGc"/>.</summary>
    public int? CoreType { get; init; }

    /// <summary>Whether the garbage-collected ABI is used.</summary>
    public bool IsGc { get; init; }
}
