using Compose.Engine;
using Compose.Host.Clr.Native;
using Compose.Host.Clr.Ops;
using Compose.Wasm.Core;

namespace Compose.Host.Clr.Code;

/// <summary>Calls: direct, imported, indirect, by reference; and their tail forms.</summary>
internal sealed partial class FunctionTranslator
{
    private bool TranslateCall(Opcode opcode, ref OperatorReader operators)
    {
        switch (opcode)
        {
            case Opcode.Call or Opcode.ReturnCall:
                Call((int)operators.Index, opcode == Opcode.ReturnCall);
                return true;
            case Opcode.CallIndirect or Opcode.ReturnCallIndirect:
                CallIndirect((int)operators.Index, (int)operators.Index2, opcode == Opcode.ReturnCallIndirect);
                return true;
            case Opcode.CallRef or Opcode.ReturnCallRef:
                CallReference((int)operators.Index, opcode == Opcode.ReturnCallRef);
                return true;
            default:
                return false;
        }
    }

    private void Call(int function, bool isTail)
    {
        if (!isTail && !_module.IsImported(function) && TryInline(function))
        {
            return;
        }

        Shape shape = _code.ShapeOfFunction(function);
        _map?.AddCall(_module.IsImported(function) ? CodeMap.CallKind.Import : CodeMap.CallKind.Direct, function, Here);
        if (_module.IsImported(function))
        {
            int offset = InstanceLayout.ImportOffset(function);
            FinishCall(
                shape,
                isTail,
                () => LoadContextWord(offset + NativeImport.ContextOffset),
                () => LoadContextWord(offset + NativeImport.CodeOffset));
            return;
        }

        if (function == _function && !isTail && _entryLoop < 0)
        {
            FinishCall(shape, isTail, () => _il.LoadArgument(ContextArgument), null);
            return;
        }

        nint known = _code.TryGetCode(function, CodeTier.Final);
        if (known != 0)
        {
            FinishCall(shape, isTail, () => _il.LoadArgument(ContextArgument), () => _il.LoadLong(known));
            return;
        }

        FinishCall(
            shape,
            isTail,
            () => _il.LoadArgument(ContextArgument),
            () =>
            {
                _il.LoadArgument(TaskArgument);
                AddOffset(ExecContext.CalleeOffset);
                _il.LoadInt(function);
                _il.Emit(ILCode.StindI4);
                _il.LoadLong(_code.CodeSlotOf(function));
                _il.Emit(ILCode.LdindI8);
            });
    }

    private void CallIndirect(int type, int table, bool isTail)
    {
        int index = Pop();
        Evaluate(index);
        if (_nodes[index].Type == StackType.I32)
        {
            _il.Emit(ILCode.ConvU8);
        }

        int element = NewTemporary(StackType.I64);
        _il.StoreLocal(element);
        _il.LoadLocal(element);
        LoadTableAddress(table);
        AddOffset(NativeTable.LengthOffset);
        _il.Emit(ILCode.LdindI8);
        _il.EmitBranch(ILCode.BgeUn, TrapLabel(TrapCode.TableOutOfBounds));
        LoadTableAddress(table);
        _il.Emit(ILCode.LdindI8);
        _il.LoadLocal(element);
        _il.LoadInt(3);
        _il.Emit(ILCode.Shl);
        _il.Emit(ILCode.Add);
        _il.Emit(ILCode.LdindI8);
        _il.StoreLocal(element);
        _il.LoadLocal(element);
        _il.EmitBranch(ILCode.Brfalse, TrapLabel(TrapCode.IndirectCallToNull));
        if (!_code.IsCheckedByTable(table, type))
        {
            int matches = -1;
            _il.LoadLocal(element);
            AddOffset(NativeFunction.TypeIdOffset);
            _il.Emit(ILCode.LdindI4);
            _il.LoadInt(_code.TypeIdOf(type));
            if (_module.Types[type].IsFinal)
            {
                _il.EmitBranch(ILCode.BneUn, TrapLabel(TrapCode.BadSignature));
            }
            else
            {
                matches = _il.DefineLabel();
                _il.EmitBranch(ILCode.Beq, matches);
                _il.LoadLocal(element);
                _il.LoadInt(_code.TypeIdOf(type));
                Operation(nameof(GuestOps.IsSubtype));
                _il.EmitBranch(ILCode.Brfalse, TrapLabel(TrapCode.BadSignature));
                _il.Mark(matches);
            }
        }

        CallFunction(element, _code.ShapeOfType(type), isTail);
    }

    private void CallReference(int type, bool isTail)
    {
        int reference = Pop();
        Evaluate(reference);
        int function = NewTemporary(StackType.I64);
        _il.StoreLocal(function);
        _il.LoadLocal(function);
        _il.EmitBranch(ILCode.Brfalse, TrapLabel(TrapCode.NullFunctionReference));
        CallFunction(function, _code.ShapeOfType(type), isTail);
    }

    /// <summary>Calls the function record in a temporary, which it gives up.</summary>
    private void CallFunction(int function, Shape shape, bool isTail)
    {
        _map?.AddCall(CodeMap.CallKind.Indirect, -1, Here);
        int code = CodeOrResolve(
            () =>
            {
                _il.LoadLocal(function);
                _il.Emit(ILCode.LdindI8);
            },
            () =>
            {
                _il.LoadLocal(function);
                Operation(nameof(GuestOps.ResolveReference));
            });
        FinishCall(
            shape,
            isTail,
            () =>
            {
                _il.LoadLocal(function);
                AddOffset(NativeFunction.ContextOffset);
                _il.Emit(ILCode.LdindI8);
            },
            () => _il.LoadLocal(code));
        Release(code);
        Release(function);
    }

    /// <summary>A temporary with a code address; when that is 0, cold code asks for it.</summary>
    private int CodeOrResolve(Action load, Action resolve)
    {
        int code = NewTemporary(StackType.I64);
        int cold = _il.DefineLabel();
        int back = _il.DefineLabel();
        load();
        _il.StoreLocal(code);
        _il.LoadLocal(code);
        _il.EmitBranch(ILCode.Brfalse, cold);
        _il.Mark(back);
        _region.Cold.Add(() =>
        {
            _il.Mark(cold);
            resolve();
            _il.StoreLocal(code);
            _il.EmitBranch(ILCode.Br, back);
        });
        return code;
    }

    private void FinishCall(Shape shape, bool isTail, Action loadContext, Action? loadCode)
    {
        _hasCalls = true;
        int count = shape.Params.Length;
        _maxArguments = Math.Max(_maxArguments, count);
        int first = _height - count;
        bool leavesRegion = isTail && _tryDepth > 0;
        if (!isTail)
        {
            for (int i = _settled; i < first; i++)
            {
                if ((_nodes[_stack[i]].Reads & (Reads.Memory | Reads.Globals)) != 0)
                {
                    Settle(i);
                }
            }
        }

        LeaveForCall();
        if (leavesRegion)
        {
            LeaveForTailCall(shape, loadContext, loadCode!);
            return;
        }

        loadContext();
        _il.LoadArgument(TaskArgument);
        for (int i = first; i < _height; i++)
        {
            Evaluate(_stack[i]);
        }

        _height = first;
        _settled = Math.Min(_settled, first);
        if (loadCode is null)
        {
            _method.CallSelf();
        }
        else
        {
            loadCode();
            if (isTail)
            {
                _il.Emit(ILCode.Tail);
            }

            _method.CallIndirect(shape);
        }

        if (isTail)
        {
            _il.Emit(ILCode.Ret);
            BecomeUnreachable();
            return;
        }

        PushResults(shape);
        ReturnFromCall();
    }

    /// <summary>A tail call out of protected regions: what it needs is kept, and the call made outside of them.</summary>
    private void LeaveForTailCall(Shape shape, Action loadContext, Action loadCode)
    {
        int code = NewTemporary(StackType.I64);
        loadCode();
        _il.StoreLocal(code);
        int context = NewTemporary(StackType.I64);
        loadContext();
        _il.StoreLocal(context);
        int[] arguments = MoveToValues(shape.Params);
        int outside = _il.DefineLabel();
        _il.EmitBranch(ILCode.Leave, outside);
        _outside.Cold.Add(() =>
        {
            _il.Mark(outside);
            _il.LoadLocal(context);
            _il.LoadArgument(TaskArgument);
            foreach (int argument in arguments)
            {
                _il.LoadLocal(argument);
            }

            _il.LoadLocal(code);
            _il.Emit(ILCode.Tail);
            _method.CallIndirect(shape);
            _il.Emit(ILCode.Ret);
        });
        BecomeUnreachable();
    }

    private void PushResults(Shape shape)
    {
        if (shape.Results.Length == 0)
        {
            return;
        }

        PushResult(shape.Results[0]);
        for (int i = 1; i < shape.Results.Length; i++)
        {
            _il.LoadArgument(TaskArgument);
            AddOffset(ExecContext.ScratchOffset + 16 * i);
            _method.LoadIndirect(shape.Results[i]);
            PushResult(shape.Results[i]);
        }
    }

    private void LoadTableAddress(int table)
    {
        if (table < _module.ImportedTableCount)
        {
            LoadContextWord(_layout.TableOffset(table));
        }
        else
        {
            LoadContextAddress(_layout.TableOffset(table));
        }
    }
}
