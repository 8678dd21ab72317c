namespace Compose.Wasm.Core;

public sealed partial class FunctionValidator
{
    /// <summary>Instructions on whole memories, tables and segments.</summary>
    private void StepStorage(ref OperatorReader op)
    {
        switch (op.Opcode)
        {
            case Opcode.MemorySize:
                Push(Memory(op.Index));
                break;
            case Opcode.MemoryGrow:
                ValType size = Memory(op.Index);
                Pop(size);
                Push(size);
                break;
            case Opcode.MemoryFill:
                ValType filled = Memory(op.Index);
                Pop(filled);
                Pop(ValType.I32);
                Pop(filled);
                break;
            case Opcode.MemoryCopy:
                ValType destination = Memory(op.Index);
                ValType source = Memory(op.Index2);
                Pop(Narrower(destination, source));
                Pop(source);
                Pop(destination);
                break;
            case Opcode.MemoryInit:
                ValType target = Memory(op.Index2);
                CheckData(op.Index);
                Pop(ValType.I32);
                Pop(ValType.I32);
                Pop(target);
                break;
            case Opcode.DataDrop:
                CheckData(op.Index);
                break;
            case Opcode.TableGet:
                TableType read = Table(op.Index);
                Pop(read.AddressType);
                Push(read.Element);
                break;
            case Opcode.TableSet:
                TableType written = Table(op.Index);
                Pop(written.Element);
                Pop(written.AddressType);
                break;
            case Opcode.TableSize:
                Push(Table(op.Index).AddressType);
                break;
            case Opcode.TableGrow:
                TableType grown = Table(op.Index);
                Pop(grown.AddressType);
                Pop(grown.Element);
                Push(grown.AddressType);
                break;
            case Opcode.TableFill:
                TableType table = Table(op.Index);
                Pop(table.AddressType);
                Pop(table.Element);
                Pop(table.AddressType);
                break;
            case Opcode.TableCopy:
                TableType to = Table(op.Index), from = Table(op.Index2);
                RequireMatch(from.Element, to.Element, "elements of the copied table");
                Pop(Narrower(to.AddressType, from.AddressType));
                Pop(from.AddressType);
                Pop(to.AddressType);
                break;
            case Opcode.TableInit:
                TableType initialized = Table(op.Index2);
                RequireMatch(Element(op.Index).Type, initialized.Element, "elements of the segment");
                Pop(ValType.I32);
                Pop(ValType.I32);
                Pop(initialized.AddressType);
                break;
            case Opcode.ElemDrop:
                Element(op.Index);
                break;
            default:
                throw new InvalidOperationException($"{op.Opcode} has no rule");
        }
    }

    private ValType Memory(uint index)
    {
        CheckIndex("memory", index, _module.Memories.Length);
        return _module.Memories[(int)index].AddressType;
    }

    private TableType Table(uint index)
    {
        CheckIndex("table", index, _module.Tables.Length);
        return _module.Tables[(int)index].Type;
    }

    private ElementSegment Element(uint index)
    {
        CheckIndex("elem segment", index, _module.Elements.Length);
        return _module.Elements[(int)index];
    }

    private void CheckData(uint index) => CheckIndex("data segment", index, _module.DataCount ?? _module.Data.Length);

    private static ValType Narrower(ValType left, ValType right) => left == ValType.I32 ? left : right;

    private void RequireMatch(ValType type, ValType super, string what)
    {
        if (!_types.Matches(type, super))
        {
            Fail($"type mismatch: {what} are {type}, not {super}");
        }
    }
}
