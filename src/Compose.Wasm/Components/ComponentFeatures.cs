namespace Compose.Wasm.Components;

/// <summary>
/// Parts of the component model that can be switched on one by one. The marks in brackets are those of the
/// specification ("Gated Features" of the Explainer).
/// </summary>
[Flags]
public enum ComponentFeatures
{
    None = 0,

    /// <summary>Async functions, streams, futures, waitables, subtasks (🔀).</summary>
    Async = 1 << 0,

    /// <summary>More ABI options on async built-ins, such as synchronous reads of a stream (🚝).</summary>
    MoreAsyncBuiltins = 1 << 1,

    /// <summary><c>canon lift async</c> without a callback (🚟).</summary>
    AsyncStackful = 1 << 2,

    /// <summary>Cooperative threads (🧵).</summary>
    Threading = 1 << 3,

    /// <summary>Threads that share everything (🧵②).</summary>
    SharedEverythingThreads = 1 << 4,

    /// <summary>The value type <c>error-context</c> and its built-ins (📝).</summary>
    ErrorContext = 1 << 5,

    /// <summary><c>list&lt;T, N&gt;</c> (🔧).</summary>
    FixedLengthLists = 1 << 6,

    /// <summary><c>map&lt;K, V&gt;</c> (🗺️).</summary>
    Map = 1 << 7,

    /// <summary>The attributes <c>implements</c> and <c>external-id</c> of imports and exports (🏷️).</summary>
    Implements = 1 << 8,

    /// <summary>The garbage-collected canonical ABI: options <c>gc</c> and <c>core-type</c>.</summary>
    Gc = 1 << 9,

    /// <summary>64-bit memories and resource representations in the canonical ABI (🐘).</summary>
    Memory64 = 1 << 10,

    /// <summary>Value imports and exports, and the start section (🪙).</summary>
    Values = 1 << 11,

    /// <summary>Nested namespaces and packages in interface names (🪺).</summary>
    NestedNames = 1 << 12,

    /// <summary>Canonical interface names and the attribute <c>versionsuffix</c> (🔗).</summary>
    CanonicalNames = 1 << 13,

    /// <summary>Import names that lead to implementations: <c>url=</c>, <c>locked-dep=</c>, <c>unlocked-dep=</c> and
    /// <c>integrity=</c>. The specification dropped them; some tools still write them.</summary>
    DependencyNames = 1 << 14,

    /// <summary>Names of one scope must differ by more than hyphens (<c>a-b</c> collides with <c>ab</c>). Newer
    /// validators demand it, so what we accept with it is accepted everywhere.</summary>
    HyphenInsensitiveNames = 1 << 15,

    /// <summary>The immediate <c>cancellable</c> of waiting built-ins must be zero. The specification took it back in
    /// August 2026; nobody writes it, but public tests still use it.</summary>
    NeverCancellable = 1 << 16,

    /// <summary>What is open to no breaking change before version 1.0: WASI 0.2, 0.3.0 and 0.3.1.</summary>
    Shipped = Async | Map | Implements | HyphenInsensitiveNames,

    /// <summary>What is accepted when nothing else is said: what has shipped, the stackful lift and the built-ins that
    /// guests of WASI 0.3 use.</summary>
    Default = Shipped | AsyncStackful | MoreAsyncBuiltins,

    /// <summary>Everything the specification describes at present.</summary>
    All = Default | Threading | SharedEverythingThreads | ErrorContext | FixedLengthLists | Gc | Memory64 | Values
        | NestedNames | CanonicalNames | DependencyNames,
}
