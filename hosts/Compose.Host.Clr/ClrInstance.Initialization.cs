using System.Runtime.InteropServices;
using Compose.Engine;
using Compose.Host.Clr.Code;
using Compose.Host.Clr.Native;
using Compose.Wasm.Core;

namespace Compose.Host.Clr;

/// <summary>Globals, tables, segments and the start function, in the order of the core specification 4.5.4.</summary>
internal sealed unsafe partial class ClrInstance
{
    private bool[] _droppedData = [];
    private bool[] _droppedElements = [];

    /// <summary>Runs what instantiation runs; a trap leaves earlier effects in place.</summary>
    internal void Initialize(ClrTask task)
    {
        CoreModule module = Definition;
        _droppedData = new bool[module.Data.Length];
        _droppedElements = new bool[module.Elements.Length];
        Span<ulong> value = stackalloc ulong[2];
        for (int i = module.ImportedGlobalCount; i < _globals.Length; i++)
        {
            Evaluate(module.Globals[i].Initial, value);
            WriteGlobal(i, value);
        }

        for (int i = module.ImportedTableCount; i < _tables.Length; i++)
        {
            value[0] = 0;
            if (!module.Tables[i].Initial.IsEmpty)
            {
                Evaluate(module.Tables[i].Initial, value);
            }

            TableType type = module.Tables[i].Type;
            var record = (NativeTable*)(_native + Code.Layout.TableOffset(i));
            _tables[i] = ClrStore.Own(new ClrTable(ClrStore, type, Canonical(type.Element), record, value[0]));
        }

        for (int i = 0; i < module.Elements.Length; i++)
        {
            ElementSegment segment = module.Elements[i];
            if (segment.Mode == SegmentMode.Active)
            {
                Evaluate(segment.Address, value);
                InitializeTable(segment.TableIndex, i, value[0], 0, (ulong)segment.ItemCount);
            }

            _droppedElements[i] = segment.Mode != SegmentMode.Passive;
        }

        for (int i = 0; i < module.Data.Length; i++)
        {
            DataSegment segment = module.Data[i];
            if (segment.Mode == SegmentMode.Active)
            {
                Evaluate(segment.Address, value);
                InitializeMemory(segment.MemoryIndex, i, value[0], 0, (ulong)segment.Length);
                _droppedData[i] = true;
            }
        }

        if (module.StartFunction is { } start)
        {
            Function(start).Call(task, []);
        }
    }

    internal void InitializeMemory(int memory, int segment, ulong destination, ulong source, ulong count)
    {
        ReadOnlySpan<byte> data = _droppedData[segment] ? default : Definition.BytesOf(Definition.Data[segment]);
        NativeLinearMemory* target = _memories[memory].Record;
        if (count > (ulong)data.Length || source > (ulong)data.Length - count || count > target->Length || destination > target->Length - count)
        {
            throw new CoreTrapException(TrapCode.MemoryOutOfBounds);
        }

        data.Slice((int)source, (int)count).CopyTo(new Span<byte>(target->Base + destination, (int)count));
    }

    internal void DropData(int segment) => _droppedData[segment] = true;

    internal void InitializeTable(int table, int segment, ulong destination, ulong source, ulong count)
    {
        ElementSegment definition = Definition.Elements[segment];
        ulong available = _droppedElements[segment] ? 0 : (ulong)definition.ItemCount;
        NativeTable* target = _tables[table].Record;
        if (count > available || source > available - count || count > target->Length || destination > target->Length - count)
        {
            throw new CoreTrapException(TrapCode.TableOutOfBounds);
        }

        if (count == 0)
        {
            return;
        }

        var elements = new Span<ulong>(target->Elements + destination, (int)count);
        if (definition.HasExpressions)
        {
            ConstantExpression[] items = Definition.ExpressionsOf(definition);
            Span<ulong> value = stackalloc ulong[2];
            for (int i = 0; i < elements.Length; i++)
            {
                Evaluate(items[(int)source + i], value);
                elements[i] = value[0];
            }
        }
        else
        {
            int[] items = Definition.FunctionIndexesOf(definition);
            for (int i = 0; i < elements.Length; i++)
            {
                elements[i] = (ulong)RecordOf(items[(int)source + i]);
            }
        }
    }

    internal void DropElements(int segment) => _droppedElements[segment] = true;

    private void WriteGlobal(int index, ReadOnlySpan<ulong> value)
    {
        var place = (ulong*)(_native + Code.Layout.GlobalOffset(index));
        place[0] = value[0];
        if (StackTypes.Of(Definition.Globals[index].Type.Value) == StackType.V128)
        {
            place[1] = value[1];
        }
    }

    private void ReadGlobal(int index, Span<ulong> value)
    {
        byte* place = _native + Code.Layout.GlobalOffset(index);
        ulong* words = index < Definition.ImportedGlobalCount ? *(ulong**)place : (ulong*)place;
        switch (StackTypes.Of(Definition.Globals[index].Type.Value))
        {
            case StackType.I32 or StackType.F32:
                value[0] = *(uint*)words;
                break;
            case StackType.V128:
                value[1] = words[1];
                value[0] = words[0];
                break;
            default:
                value[0] = words[0];
                break;
        }
    }

    /// <summary>Evaluates a valid constant expression.</summary>
    private void Evaluate(ConstantExpression expression, Span<ulong> result)
    {
        var stack = new List<ulong>(2);
        ulong high = 0;
        OperatorReader operators = Definition.OperatorsOf(expression);
        while (operators.MoveNext())
        {
            switch (operators.Opcode)
            {
                case Opcode.I32Const:
                    stack.Add((uint)operators.I32);
                    break;
                case Opcode.I64Const:
                    stack.Add((ulong)operators.I64);
                    break;
                case Opcode.F32Const:
                    stack.Add(operators.F32Bits);
                    break;
                case Opcode.F64Const:
                    stack.Add(operators.F64Bits);
                    break;
                case Opcode.V128Const:
                    (ulong low, high) = operators.V128Halves;
                    stack.Add(low);
                    break;
                case Opcode.RefNull:
                    stack.Add(0);
                    break;
                case Opcode.RefFunc:
                    stack.Add((ulong)RecordOf((int)operators.Index));
                    break;
                case Opcode.GlobalGet:
                    ReadGlobal((int)operators.Index, result);
                    stack.Add(result[0]);
                    high = result[1];
                    break;
                case Opcode.End:
                    break;
                default:
                    Combine(operators.Opcode, stack);
                    break;
            }
        }

        result[0] = stack[^1];
        result[1] = high;
    }

    private static void Combine(Opcode opcode, List<ulong> stack)
    {
        ulong right = stack[^1];
        stack.RemoveAt(stack.Count - 1);
        ulong left = stack[^1];
        stack[^1] = opcode switch
        {
            Opcode.I32Add => (uint)(left + right),
            Opcode.I32Sub => (uint)(left - right),
            Opcode.I32Mul => (uint)(left * right),
            Opcode.I64Add => left + right,
            Opcode.I64Sub => left - right,
            Opcode.I64Mul => left * right,
            _ => throw new InvalidOperationException($"{OpcodeTable.NameOf(opcode)} is not constant"),
        };
    }
}
