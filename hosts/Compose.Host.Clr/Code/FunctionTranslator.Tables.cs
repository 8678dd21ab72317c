using Compose.Engine;
using Compose.Host.Clr.Ops;
using Compose.Wasm.Core;

namespace Compose.Host.Clr.Code;

/// <summary>References, tables and bulk operations: mostly calls of <see cref="GuestOps"/>.</summary>
internal sealed partial class FunctionTranslator
{
    /// <summary>Of operations on tables and memories, which trap by themselves.</summary>
    private void NoteOperation(Opcode opcode)
    {
        if (opcode is (>= Opcode.MemoryInit and <= Opcode.TableFill) or Opcode.TableGet or Opcode.TableSet or Opcode.MemoryGrow)
        {
            SpillExactFuel();
            bool isMemory = opcode is Opcode.MemoryInit or Opcode.MemoryCopy or Opcode.MemoryFill;
            _map?.AddPossible(isMemory ? TrapCode.MemoryOutOfBounds : TrapCode.TableOutOfBounds, Here);
        }
    }

    private bool TranslateReference(Opcode opcode, ref OperatorReader operators)
    {
        switch (opcode)
        {
            case Opcode.RefNull:
                Push(Constant(StackType.I64, 0));
                return true;
            case Opcode.RefIsNull:
                Push(OperatorNode(Opcode.RefIsNull, StackType.I32, Pop()));
                return true;
            case Opcode.RefFunc:
                _il.LoadArgument(ContextArgument);
                _il.LoadInt((int)operators.Index);
                Operation(nameof(GuestOps.FunctionReference));
                PushResult(StackType.I64);
                return true;
            case Opcode.RefAsNonNull:
                Settle(_height - 1);
                EvaluateKept(_stack[_height - 1]);
                _il.EmitBranch(ILCode.Brfalse, TrapLabel(TrapCode.NullReference));
                return true;
            case Opcode.BrOnNull:
            {
                Settle(_height - 1);
                int reference = Pop();
                BranchIf(OperatorNode(Opcode.RefIsNull, StackType.I32, KeptCopy(reference)), whenTrue: true, (int)operators.Index);
                Push(reference);
                return true;
            }

            case Opcode.BrOnNonNull:
            {
                Settle(_height - 1);
                int reference = _stack[_height - 1];
                BranchIf(OperatorNode(Opcode.RefIsNull, StackType.I32, KeptCopy(reference)), whenTrue: false, (int)operators.Index);
                Discard(Pop());
                return true;
            }

            case Opcode.TableGet:
                CallTableOperation(nameof(GuestOps.TableGet), (int)operators.Index, 1, StackType.I64);
                return true;
            case Opcode.TableSet:
                CallTableOperation(nameof(GuestOps.TableSet), (int)operators.Index, 2, null);
                return true;
            case Opcode.TableSize:
                LoadTableAddress((int)operators.Index);
                AddOffset(Native.NativeTable.LengthOffset);
                _il.Emit(ILCode.LdindI8);
                PushSize(_module.Tables[(int)operators.Index].Type.Is64);
                return true;
            case Opcode.TableGrow:
            {
                int table = (int)operators.Index;
                int count = Pop();
                int initial = Pop();
                _il.LoadArgument(ContextArgument);
                _il.LoadInt(table);
                Evaluate(initial);
                EvaluateWide(count);
                Operation(nameof(GuestOps.TableGrow));
                ReloadExactFuel();
                PushSize(_module.Tables[table].Type.Is64);
                return true;
            }

            case Opcode.TableFill:
                CallTableOperation(nameof(GuestOps.TableFill), (int)operators.Index, 3, null);
                return true;
            case Opcode.TableCopy:
            {
                int count = Pop();
                int source = Pop();
                int destination = Pop();
                LoadTableAddress((int)operators.Index);
                LoadTableAddress((int)operators.Index2);
                EvaluateWide(destination);
                EvaluateWide(source);
                EvaluateWide(count);
                Operation(nameof(GuestOps.TableCopy));
                return true;
            }

            case Opcode.TableInit:
            {
                int count = Pop();
                int source = Pop();
                int destination = Pop();
                _il.LoadArgument(ContextArgument);
                _il.LoadInt((int)operators.Index2);
                _il.LoadInt((int)operators.Index);
                EvaluateWide(destination);
                EvaluateWide(source);
                EvaluateWide(count);
                Operation(nameof(GuestOps.TableInit));
                return true;
            }

            case Opcode.ElemDrop:
                _il.LoadArgument(ContextArgument);
                _il.LoadInt((int)operators.Index);
                Operation(nameof(GuestOps.ElementDrop));
                return true;
            default:
                return false;
        }
    }

    private bool TranslateBulk(Opcode opcode, ref OperatorReader operators)
    {
        switch (opcode)
        {
            case Opcode.MemorySize:
            {
                MemoryType type = _module.Memories[(int)operators.Index];
                LoadMemoryAddress((int)operators.Index);
                AddOffset(Native.NativeLinearMemory.LengthOffset);
                _il.Emit(ILCode.LdindI8);
                _il.LoadInt(type.PageSizeLog2);
                _il.Emit(ILCode.ShrUn);
                PushSize(type.Is64);
                return true;
            }

            case Opcode.MemoryGrow:
            {
                int memory = (int)operators.Index;
                int pages = Pop();
                SettleReaders(Reads.Memory);
                _il.LoadArgument(ContextArgument);
                _il.LoadInt(memory);
                EvaluateWide(pages);
                Operation(nameof(GuestOps.MemoryGrow));
                ReloadExactFuel();
                PushSize(_module.Memories[memory].Is64);
                LengthsMayHaveChanged();
                return true;
            }

            case Opcode.MemoryFill:
            {
                int count = Pop();
                int value = Pop();
                int destination = Pop();
                SettleReaders(Reads.Memory);
                LoadMemoryAddress((int)operators.Index);
                EvaluateWide(destination);
                Evaluate(value);
                EvaluateWide(count);
                Operation(nameof(GuestOps.MemoryFill));
                return true;
            }

            case Opcode.MemoryCopy:
            {
                int count = Pop();
                int source = Pop();
                int destination = Pop();
                SettleReaders(Reads.Memory);
                LoadMemoryAddress((int)operators.Index);
                LoadMemoryAddress((int)operators.Index2);
                EvaluateWide(destination);
                EvaluateWide(source);
                EvaluateWide(count);
                Operation(nameof(GuestOps.MemoryCopy));
                return true;
            }

            case Opcode.MemoryInit:
            {
                int count = Pop();
                int source = Pop();
                int destination = Pop();
                SettleReaders(Reads.Memory);
                _il.LoadArgument(ContextArgument);
                _il.LoadInt((int)operators.Index2);
                _il.LoadInt((int)operators.Index);
                EvaluateWide(destination);
                EvaluateWide(source);
                EvaluateWide(count);
                Operation(nameof(GuestOps.MemoryInit));
                return true;
            }

            case Opcode.DataDrop:
                _il.LoadArgument(ContextArgument);
                _il.LoadInt((int)operators.Index);
                Operation(nameof(GuestOps.DataDrop));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Another node for the same constant or temporary.</summary>
    private int KeptCopy(int node)
    {
        if (_nodes[node].Kind == NodeKind.Temporary)
        {
            _references[_nodes[node].A]++;
        }

        return NewNode(_nodes[node]);
    }

    /// <summary>Evaluates an address, size or count as an unsigned 64-bit number.</summary>
    private void EvaluateWide(int node)
    {
        StackType type = _nodes[node].Type;
        Evaluate(node);
        if (type == StackType.I32)
        {
            _il.Emit(ILCode.ConvU8);
        }
    }

    /// <summary>Pushes the 64-bit size on the IL stack as the address type has it.</summary>
    private void PushSize(bool is64)
    {
        if (!is64)
        {
            _il.Emit(ILCode.ConvI4);
        }

        PushResult(is64 ? StackType.I64 : StackType.I32);
    }

    /// <summary>Calls an operation with the table's address and the top operands; index operands are widened.</summary>
    private void CallTableOperation(string name, int table, int operandCount, StackType? result)
    {
        LoadTableAddress(table);
        for (int i = _height - operandCount; i < _height; i++)
        {
            EvaluateWide(_stack[i]);
        }

        _height -= operandCount;
        _settled = Math.Min(_settled, _height);
        Operation(name);
        if (result is { } type)
        {
            PushResult(type);
        }
    }
}
