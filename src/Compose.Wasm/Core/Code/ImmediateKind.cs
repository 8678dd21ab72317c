namespace Compose.Wasm.Core;

/// <summary>What follows an opcode, and where <see cref="OperatorReader"/> puts it.</summary>
public enum ImmediateKind : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A block type.</summary>
    Block,

    /// <summary>A label, in <c>Index</c>.</summary>
    Label,

    /// <summary>The targets of <c>br_table</c>.</summary>
    Labels,

    /// <summary>A function, in <c>Index</c>.</summary>
    Function,

    /// <summary>A type in <c>Index</c>, a table in <c>Index2</c>.</summary>
    TypeTable,

    /// <summary>A type, in <c>Index</c>.</summary>
    Type,

    /// <summary>A local, in <c>Index</c>.</summary>
    Local,

    /// <summary>A global, in <c>Index</c>.</summary>
    Global,

    /// <summary>A table, in <c>Index</c>.</summary>
    Table,

    /// <summary>A memory, in <c>Index</c>.</summary>
    Memory,

    /// <summary>Alignment, memory and offset, in <c>MemArg</c>.</summary>
    MemArg,

    /// <summary><c>MemArg</c>, and a lane in <c>Lane</c>.</summary>
    MemArgLane,

    /// <summary>A lane, in <c>Lane</c>.</summary>
    Lane,

    /// <summary>Sixteen lane numbers below 32, in <c>V128</c>.</summary>
    Shuffle,
    I32,
    I64,
    F32,
    F64,
    V128,

    /// <summary>A heap type, in <c>Heap</c>.</summary>
    Heap,

    /// <summary>The result types of a typed select, in <c>SelectType</c> and <c>SelectCount</c>.</summary>
    SelectTypes,

    /// <summary>A block type and catch clauses.</summary>
    TryTable,

    /// <summary>A tag, in <c>Index</c>.</summary>
    Tag,

    /// <summary>A data segment, in <c>Index</c>.</summary>
    Data,

    /// <summary>An element segment, in <c>Index</c>.</summary>
    Element,

    /// <summary>A data segment in <c>Index</c>, a memory in <c>Index2</c>.</summary>
    DataMemory,

    /// <summary>Destination memory in <c>Index</c>, source memory in <c>Index2</c>.</summary>
    MemoryMemory,

    /// <summary>An element segment in <c>Index</c>, a table in <c>Index2</c>.</summary>
    ElementTable,

    /// <summary>Destination table in <c>Index</c>, source table in <c>Index2</c>.</summary>
    TableTable,

    /// <summary>A struct type in <c>Index</c>, a field in <c>Index2</c>.</summary>
    TypeField,

    /// <summary>Destination array type in <c>Index</c>, source array type in <c>Index2</c>.</summary>
    TypeType,

    /// <summary>An array type in <c>Index</c>, a count in <c>Index2</c>.</summary>
    TypeCount,

    /// <summary>An array type in <c>Index</c>, a data segment in <c>Index2</c>.</summary>
    TypeData,

    /// <summary>An array type in <c>Index</c>, an element segment in <c>Index2</c>.</summary>
    TypeElement,

    /// <summary>A label in <c>Index</c>, reference types in <c>CastFrom</c> and <c>CastTo</c>.</summary>
    Cast,

    /// <summary>A byte that must be zero.</summary>
    Zero,
}
