using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Compose.Wasm.Core;

public sealed partial class FunctionValidator
{
    private static readonly ValType[] s_noTypes = [];
    private static readonly ValType[] s_i32 = [ValType.I32];
    private static readonly ValType[] s_i64 = [ValType.I64];
    private static readonly ValType[] s_f32 = [ValType.F32];
    private static readonly ValType[] s_f64 = [ValType.F64];
    private static readonly ValType[] s_v128 = [ValType.V128];

    private long _offset;
    private ValType[] _lastReference = [ValType.FuncRef];

    /// <summary>The list of one type: shared for numbers, and for a reference type as long as it repeats.</summary>
    private ValType[] One(ValType type)
    {
        switch (type.Kind)
        {
            case ValKind.I32:
                return s_i32;
            case ValKind.I64:
                return s_i64;
            case ValKind.F32:
                return s_f32;
            case ValKind.F64:
                return s_f64;
            case ValKind.V128:
                return s_v128;
            default:
                if (_lastReference[0] != type)
                {
                    _lastReference = [type];
                }

                return _lastReference;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Push(ValType type)
    {
        int height = _height;
        if ((uint)height >= (uint)_stack.Length)
        {
            GrowStack();
        }

        _stack[height] = type;
        _height = height + 1;
    }

    private void Push(ValType[] types) => Push(types, types.Length);

    private void Push(ValType[] types, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Push(types[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Pop(ValType expected)
    {
        int top = _height - 1;
        if (top >= _floor && _stack[top] == expected)
        {
            _height = top;
            return;
        }

        PopSlow(expected);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PopSlow(ValType expected)
    {
        if (_height == _floor)
        {
            if (!IsUnreachable)
            {
                Fail($"type mismatch: expected {expected} but the stack of the block is empty");
            }

            return;
        }

        ValType actual = _stack[--_height];
        if (!_types.Matches(actual, expected))
        {
            Fail($"type mismatch: expected {expected}, found {actual}");
        }
    }

    /// <summary>Pops whatever is there; bottom in unreachable code.</summary>
    private ValType Pop()
    {
        if (_height == _floor)
        {
            if (!IsUnreachable)
            {
                Fail("type mismatch: expected a value but the stack of the block is empty");
            }

            return ValType.Bottom;
        }

        return _stack[--_height];
    }

    private void Pop(ValType[] types) => Pop(types, types.Length);

    private void Pop(ValType[] types, int count)
    {
        for (int i = count - 1; i >= 0; i--)
        {
            if (_height == _floor && IsUnreachable)
            {
                return;
            }

            Pop(types[i]);
        }
    }

    /// <summary>Pops any reference; in unreachable code a non-null reference to bottom.</summary>
    private ValType PopRef()
    {
        ValType type = Pop();
        if (type.IsBottom)
        {
            return ValType.Ref(HeapType.Of(HeapKind.Bottom), nullable: false);
        }

        if (!type.IsRef)
        {
            Fail($"type mismatch: expected a reference, found {type}");
        }

        return type;
    }

    /// <summary>Checks, without popping, that the operands on top have these types.</summary>
    private void CheckTop(ValType[] types)
    {
        int at = _height;
        for (int i = types.Length - 1; i >= 0; i--)
        {
            if (at == _floor)
            {
                if (!IsUnreachable)
                {
                    Fail($"type mismatch: expected {types[i]} but the stack of the block is empty");
                }

                return;
            }

            ValType actual = _stack[--at];
            if (actual != types[i] && !_types.Matches(actual, types[i]))
            {
                Fail($"type mismatch: expected {types[i]}, found {actual}");
            }
        }
    }

    private void SetUnreachable()
    {
        _height = _floor;
        _frames[_frameCount - 1].IsUnreachable = true;
    }

    private void PushFrame(in ControlFrame frame)
    {
        if (_frameCount == _frames.Length)
        {
            if (_frameCount >= WasmLimits.ControlDepth)
            {
                WasmErrors.LimitExceeded(_offset, "nested blocks", _frameCount + 1, WasmLimits.ControlDepth);
            }

            Array.Resize(ref _frames, Math.Min(2 * _frames.Length, WasmLimits.ControlDepth));
        }

        _frames[_frameCount++] = frame;
        _floor = frame.Height;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void GrowStack()
    {
        if (_stack.Length >= WasmLimits.OperandStack)
        {
            WasmErrors.LimitExceeded(_offset, "operands on the stack", _stack.Length + 1, WasmLimits.OperandStack);
        }

        Array.Resize(ref _stack, Math.Min(2 * _stack.Length, WasmLimits.OperandStack));
    }

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    private void Fail(string message) =>
        WasmErrors.Invalid(_offset, _isConstant ? message : $"function {_functionIndex}: {message}");

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    private void FailUnknown(string what, uint index) => Fail($"unknown {what} {index}");
}
