using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>
/// A canonical definition: <see cref="CanonOperation.Lift"/> adds a function, every other a core function. Which
/// members hold depends on <see cref="Operation"/>; <see cref="CanonOpcodes"/> lists the immediates of each.
/// </summary>
public sealed class CanonDefinition : ComponentDefinition
{
    internal CanonDefinition(long offset, CanonOperation operation)
        : base(offset)
    {
        Operation = operation;
    }

    public CanonOperation Operation { get; }

    /// <summary>The core function that is lifted.</summary>
    public int CoreFunctionIndex { get; internal init; }

    /// <summary>The function that is lowered.</summary>
    public int FunctionIndex { get; internal init; }

    /// <summary>The function type of a lift; the resource, stream or future type of the others; the core type of a
    /// thread's function.</summary>
    public int TypeIndex { get; internal set; }

    /// <summary>The options, checked for duplicates and conflicts by the validator only.</summary>
    public CanonOptions Options { get; internal set; } = CanonOptions.None;

    /// <summary>The codes of the options in the order of the binary; the default encoding may be among them.</summary>
    internal byte[] OptionOrder { get; set; } = [];

    /// <summary>The result type of <c>task.return</c>, or none.</summary>
    public ValueTypeRef Result { get; internal set; }

    /// <summary>The immediate <c>async</c> of cancelling operations.</summary>
    public bool IsAsync { get; internal set; }

    /// <summary>The immediate <c>cancellable</c> of waiting operations.</summary>
    public bool IsCancellable { get; internal set; }

    /// <summary>The immediate <c>shared</c> of thread operations.</summary>
    public bool IsShared { get; internal set; }

    /// <summary>The memory that an event is written to (<c>waitable-set.wait</c>, <c>poll</c>).</summary>
    public int MemoryIndex { get; internal set; }

    /// <summary>The table that holds a thread's function.</summary>
    public int TableIndex { get; internal set; }

    /// <summary>The slot of <c>context.get</c> and <c>context.set</c>.</summary>
    public uint Slot { get; internal set; }

    /// <summary>The type of that slot.</summary>
    public ValType SlotType { get; internal set; }
}
