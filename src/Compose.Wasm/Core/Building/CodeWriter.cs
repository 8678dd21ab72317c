namespace Compose.Wasm.Core;

/// <summary>
/// Writes instructions. Every method returns the writer, so that code reads in the order in which it runs; any
/// instruction without a method of its own goes through one of the <c>Op</c> methods. The final <c>end</c> of a function
/// or constant expression is written by whoever takes the code.
/// </summary>
public sealed class CodeWriter
{
    private readonly WasmWriter _writer = new(64);

    /// <summary>The code so far, without a final <c>end</c>.</summary>
    public ReadOnlySpan<byte> Written => _writer.WrittenSpan;

    /// <summary>Bytes written so far.</summary>
    public int Length => _writer.Length;

    /// <summary>An instruction without immediates.</summary>
    public CodeWriter Op(Opcode opcode)
    {
        (byte prefix, uint number) = OpcodeTable.Encoding(opcode);
        if (prefix == 0)
        {
            _writer.WriteByte((byte)number);
        }
        else
        {
            _writer.WriteByte(prefix);
            _writer.WriteVarU32(number);
        }

        return this;
    }

    /// <summary>An instruction with one index.</summary>
    public CodeWriter Op(Opcode opcode, int index)
    {
        Op(opcode);
        _writer.WriteVarU32(index);
        return this;
    }

    /// <summary>An instruction with two indexes, in the order of the binary format.</summary>
    public CodeWriter Op(Opcode opcode, int index, int index2)
    {
        Op(opcode, index);
        _writer.WriteVarU32(index2);
        return this;
    }

    /// <summary>
    /// A load, store or atomic access: constant offset in bytes, memory, and log2 of the alignment (natural if left out).
    /// </summary>
    public CodeWriter Access(Opcode opcode, ulong offset = 0, int memory = 0, int? alignLog2 = null)
    {
        Op(opcode);
        uint flags = (uint)(alignLog2 ?? OpcodeTable.Of(opcode).SizeLog2);
        _writer.WriteVarU32(memory == 0 ? flags : flags | 0x40);
        if (memory != 0)
        {
            _writer.WriteVarU32(memory);
        }

        _writer.WriteVarU64(offset);
        return this;
    }

    /// <summary>A vector instruction with a lane.</summary>
    public CodeWriter Lane(Opcode opcode, byte lane)
    {
        Op(opcode);
        _writer.WriteByte(lane);
        return this;
    }

    public CodeWriter I32Const(int value)
    {
        Op(Opcode.I32Const);
        _writer.WriteVarS32(value);
        return this;
    }

    public CodeWriter I64Const(long value)
    {
        Op(Opcode.I64Const);
        _writer.WriteVarS64(value);
        return this;
    }

    /// <summary>An f32 by its bits.</summary>
    public CodeWriter F32Const(uint bits)
    {
        Op(Opcode.F32Const);
        _writer.WriteU32(bits);
        return this;
    }

    /// <summary>An f64 by its bits.</summary>
    public CodeWriter F64Const(ulong bits)
    {
        Op(Opcode.F64Const);
        _writer.WriteU64(bits);
        return this;
    }

    public CodeWriter V128Const(ulong low, ulong high)
    {
        Op(Opcode.V128Const);
        _writer.WriteU64(low);
        _writer.WriteU64(high);
        return this;
    }

    public CodeWriter LocalGet(int local) => Op(Opcode.LocalGet, local);

    public CodeWriter LocalSet(int local) => Op(Opcode.LocalSet, local);

    public CodeWriter LocalTee(int local) => Op(Opcode.LocalTee, local);

    public CodeWriter GlobalGet(int global) => Op(Opcode.GlobalGet, global);

    public CodeWriter GlobalSet(int global) => Op(Opcode.GlobalSet, global);

    public CodeWriter Call(int function) => Op(Opcode.Call, function);

    public CodeWriter CallIndirect(int type, int table = 0) => Op(Opcode.CallIndirect, type, table);

    public CodeWriter ReturnCall(int function) => Op(Opcode.ReturnCall, function);

    public CodeWriter Block(BlockType type = default) => Begin(Opcode.Block, type);

    public CodeWriter Loop(BlockType type = default) => Begin(Opcode.Loop, type);

    /// <summary>Takes the condition from the stack.</summary>
    public CodeWriter If(BlockType type = default) => Begin(Opcode.If, type);

    public CodeWriter Else() => Op(Opcode.Else);

    public CodeWriter End() => Op(Opcode.End);

    public CodeWriter Br(int label) => Op(Opcode.Br, label);

    public CodeWriter BrIf(int label) => Op(Opcode.BrIf, label);

    public CodeWriter BrTable(ReadOnlySpan<int> labels, int defaultLabel)
    {
        Op(Opcode.BrTable, labels.Length);
        foreach (int label in labels)
        {
            _writer.WriteVarU32(label);
        }

        _writer.WriteVarU32(defaultLabel);
        return this;
    }

    public CodeWriter Return() => Op(Opcode.Return);

    public CodeWriter Unreachable() => Op(Opcode.Unreachable);

    public CodeWriter Drop() => Op(Opcode.Drop);

    public CodeWriter Select() => Op(Opcode.Select);

    /// <summary>A select of one written type, as references need.</summary>
    public CodeWriter Select(ValType type)
    {
        Op(Opcode.SelectTyped, 1);
        CoreTypeWriter.WriteValType(_writer, type);
        return this;
    }

    public CodeWriter RefNull(HeapType type)
    {
        Op(Opcode.RefNull);
        CoreTypeWriter.WriteHeapType(_writer, type);
        return this;
    }

    public CodeWriter RefFunc(int function) => Op(Opcode.RefFunc, function);

    public CodeWriter MemorySize(int memory = 0) => Op(Opcode.MemorySize, memory);

    public CodeWriter MemoryGrow(int memory = 0) => Op(Opcode.MemoryGrow, memory);

    public CodeWriter MemoryFill(int memory = 0) => Op(Opcode.MemoryFill, memory);

    /// <summary>Copies between memories; on the stack: destination, source, bytes.</summary>
    public CodeWriter MemoryCopy(int destination = 0, int source = 0) => Op(Opcode.MemoryCopy, destination, source);

    public CodeWriter MemoryInit(int segment, int memory = 0) => Op(Opcode.MemoryInit, segment, memory);

    public CodeWriter TableGet(int table) => Op(Opcode.TableGet, table);

    public CodeWriter TableSet(int table) => Op(Opcode.TableSet, table);

    /// <summary>Code that was written elsewhere.</summary>
    public CodeWriter Append(ReadOnlySpan<byte> code)
    {
        _writer.WriteBytes(code);
        return this;
    }

    /// <summary>Code that was written elsewhere.</summary>
    public CodeWriter Append(CodeWriter code) => Append(code.Written);

    private CodeWriter Begin(Opcode opcode, BlockType type)
    {
        Op(opcode);
        CoreTypeWriter.WriteBlockType(_writer, type);
        return this;
    }
}
