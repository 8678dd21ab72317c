using System.Runtime.CompilerServices;

namespace Compose.Wasm.Core;

public sealed partial class FunctionValidator
{
    /// <summary>
    /// Validates a body from where <paramref name="op"/> stands. Common instructions in their common form — short
    /// numbers, operands of just the types that are wanted, blocks without parameters — are checked here, in a loop that
    /// keeps its state in registers; each is applied whole or not at all. Everything else, every error among it, is
    /// <see cref="Step"/>'s: there is one set of rules, and this is its short cut.
    /// </summary>
    private void ValidateBody(ref OperatorReader op)
    {
        // The short cut does not note which locals are set.
        bool hasShortCut = !_tracksInitialization;
        do
        {
            // Behind the last `end` no block is open, and what follows is the decoder's to refuse.
            if (hasShortCut && _frameCount > 0)
            {
                PassCommon(ref op);
            }

            if (!op.MoveNext())
            {
                return;
            }

            Step(ref op);
        }
        while (true);
    }

    /// <summary>Passes over common instructions up to the first that is not.</summary>
    private void PassCommon(ref OperatorReader op)
    {
        ReadOnlySpan<byte> code = op.Code;
        CommonRow[] rows = _commonRows;
        ValType[] locals = _locals;
        ValType[] stack = _stack;
        int height = _height, floor = _floor;
        uint localCount = (uint)_expandedCount;
        int position = op.NextPosition;
        while ((uint)position < (uint)code.Length)
        {
            ref readonly CommonRow row = ref rows[code[position]];
            int at = position + 1;
            uint number;
            ValType type;
            switch (row.Kind)
            {
                case CommonKind.LocalGet:
                    if (!TryRead(code, ref at, out number) || number >= localCount || (uint)height >= (uint)stack.Length)
                    {
                        goto Rare;
                    }

                    stack[height++] = locals[number];
                    break;
                case CommonKind.LocalSet:
                    if (!TryRead(code, ref at, out number) || number >= localCount || height <= floor || stack[height - 1] != locals[number])
                    {
                        goto Rare;
                    }

                    height--;
                    break;
                case CommonKind.LocalTee:
                    if (!TryRead(code, ref at, out number) || number >= localCount || height <= floor || stack[height - 1] != locals[number])
                    {
                        goto Rare;
                    }

                    break;
                case CommonKind.I32:
                    if (!TrySkip(code, ref at, 4) || (uint)height >= (uint)stack.Length)
                    {
                        goto Rare;
                    }

                    stack[height++] = ValType.I32;
                    break;
                case CommonKind.I64:
                    if (!TrySkip(code, ref at, 9) || (uint)height >= (uint)stack.Length)
                    {
                        goto Rare;
                    }

                    stack[height++] = ValType.I64;
                    break;
                case CommonKind.F32 or CommonKind.F64:
                    at += row.Kind == CommonKind.F32 ? 4 : 8;
                    if (at > code.Length || (uint)height >= (uint)stack.Length)
                    {
                        goto Rare;
                    }

                    stack[height++] = row.Result;
                    break;
                case CommonKind.Memory:
                    // Four bytes of offset stay below 2^28: in reach of a 32-bit memory.
                    if ((uint)at >= (uint)code.Length || code[at++] > row.SizeLog2 || !TrySkip(code, ref at, 4))
                    {
                        goto Rare;
                    }

                    goto case CommonKind.Plain;
                case CommonKind.Plain:
                    int below = height - row.ParamCount;
                    if (below < floor
                        || (row.ParamCount > 0 && stack[height - 1] != row.Top)
                        || (row.ParamCount > 1 && stack[below] != row.Below))
                    {
                        goto Rare;
                    }

                    type = row.Result;
                    if (!type.IsBottom)
                    {
                        if ((uint)below >= (uint)stack.Length)
                        {
                            goto Rare;
                        }

                        stack[below++] = type;
                    }

                    height = below;
                    break;
                case CommonKind.GlobalGet or CommonKind.GlobalSet:
                    if (!TryRead(code, ref at, out number) || !TryPassGlobal(number, row.Kind, stack, ref height, floor))
                    {
                        goto Rare;
                    }

                    break;
                case CommonKind.Drop:
                    if (height <= floor)
                    {
                        goto Rare;
                    }

                    height--;
                    break;
                case CommonKind.Select:
                    if (height - 3 < floor || stack[height - 1] != ValType.I32 || stack[height - 2] != stack[height - 3] || stack[height - 2].IsRef)
                    {
                        goto Rare;
                    }

                    height -= 2;
                    break;
                case CommonKind.Call:
                    if (!TryRead(code, ref at, out number) || !TryPassCall(number, stack, ref height, floor))
                    {
                        goto Rare;
                    }

                    break;
                case CommonKind.BrIf:
                    if (height <= floor || stack[height - 1] != ValType.I32 || !TryRead(code, ref at, out number) || !IsPlainLabel(number))
                    {
                        goto Rare;
                    }

                    height--;
                    break;
                case CommonKind.Br:
                    if (!TryRead(code, ref at, out number) || !IsPlainLabel(number))
                    {
                        goto Rare;
                    }

                    goto case CommonKind.Unreachable;
                case CommonKind.Return:
                    if (_frames[0].Results is [var result, ..] results && (results.Length > 1 || height <= floor || stack[height - 1] != result))
                    {
                        goto Rare;
                    }

                    goto case CommonKind.Unreachable;
                case CommonKind.Unreachable:
                    height = floor;
                    _frames[_frameCount - 1].IsUnreachable = true;
                    break;
                case CommonKind.If:
                    if (height <= floor || stack[height - 1] != ValType.I32 || !TryEnter(code, at, Opcode.If, height - 1, op.BaseOffset + position))
                    {
                        goto Rare;
                    }

                    at++;
                    floor = --height;
                    break;
                case CommonKind.Block or CommonKind.Loop:
                    if (!TryEnter(code, at, row.Kind == CommonKind.Block ? Opcode.Block : Opcode.Loop, height, op.BaseOffset + position))
                    {
                        goto Rare;
                    }

                    at++;
                    floor = height;
                    break;
                case CommonKind.Else:
                    if (!TryElse(stack, height, floor))
                    {
                        goto Rare;
                    }

                    height = floor;
                    break;
                case CommonKind.End:
                    if (!TryLeave(stack, height, floor))
                    {
                        goto Rare;
                    }

                    floor = _floor;
                    break;
                default:
                    goto Rare;
            }

            position = at;
        }

    Rare:
        _height = height;
        _floor = floor;
        op.Seek(position, _frameCount);
    }

    /// <summary>An index of at most four bytes; otherwise false.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryRead(ReadOnlySpan<byte> code, ref int at, out uint number)
    {
        int from = at;
        if ((uint)from < (uint)code.Length && (number = code[from]) < 0x80)
        {
            at = from + 1;
            return true;
        }

        return TryReadLong(code, ref at, out number);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadLong(ReadOnlySpan<byte> code, ref int at, out uint number)
    {
        number = 0;
        for (int shift = 0; shift < 28 && (uint)at < (uint)code.Length; shift += 7)
        {
            uint digit = code[at++];
            number |= (digit & 0x7f) << shift;
            if (digit < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Passes over a number of at most <paramref name="most"/> bytes; otherwise false.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TrySkip(ReadOnlySpan<byte> code, ref int at, int most)
    {
        int from = at;
        if ((uint)from < (uint)code.Length && code[from] < 0x80)
        {
            at = from + 1;
            return true;
        }

        return TrySkipLong(code, ref at, most);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TrySkipLong(ReadOnlySpan<byte> code, ref int at, int most)
    {
        for (int end = Math.Min(code.Length, at + most); at < end;)
        {
            if (code[at++] < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    private bool TryPassGlobal(uint index, CommonKind kind, ValType[] stack, ref int height, int floor)
    {
        if (index >= (uint)_module.Globals.Length)
        {
            return false;
        }

        ref readonly GlobalDefinition global = ref _module.Globals[(int)index];
        if (kind == CommonKind.GlobalGet)
        {
            if ((uint)height >= (uint)stack.Length)
            {
                return false;
            }

            stack[height++] = global.Type.Value;
            return true;
        }

        if (!global.Type.IsMutable || height <= floor || stack[height - 1] != global.Type.Value)
        {
            return false;
        }

        height--;
        return true;
    }

    private bool TryPassCall(uint index, ValType[] stack, ref int height, int floor)
    {
        if (index >= (uint)_module.FunctionCount)
        {
            return false;
        }

        FuncType type = _module.FunctionTypeOf((int)index);
        ValType[] parameters = type.ParamArray, results = type.ResultArray;
        int below = height - parameters.Length;
        if (below < floor || below + results.Length > stack.Length)
        {
            return false;
        }

        for (int i = 0; i < parameters.Length; i++)
        {
            if (stack[below + i] != parameters[i])
            {
                return false;
            }
        }

        for (int i = 0; i < results.Length; i++)
        {
            stack[below + i] = results[i];
        }

        height = below + results.Length;
        return true;
    }

    /// <summary>Whether a branch to the label carries nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsPlainLabel(uint label) => label < (uint)_frameCount && _frames[_frameCount - 1 - (int)label].Label.Length == 0;

    /// <summary>Opens a block without parameters and with no result, or one that is a number.</summary>
    private bool TryEnter(ReadOnlySpan<byte> code, int at, Opcode kind, int height, long offset)
    {
        if ((uint)at >= (uint)code.Length || _frameCount == _frames.Length)
        {
            return false;
        }

        ValType[] results;
        switch (code[at])
        {
            case 0x40:
                results = s_noTypes;
                break;
            case 0x7f:
                results = s_i32;
                break;
            case 0x7e:
                results = s_i64;
                break;
            case 0x7d:
                results = s_f32;
                break;
            case 0x7c:
                results = s_f64;
                break;
            default:
                return false;
        }

        _frames[_frameCount++] = new ControlFrame(kind, s_noTypes, results, null, height, 0, offset);
        return true;
    }

    /// <summary>Whether the operands of the innermost block are just its results, of which there is one or none.</summary>
    private static bool HoldsResults(ValType[] results, ValType[] stack, int height, int floor) =>
        results.Length == height - floor && (results.Length == 0 || (results.Length == 1 && stack[height - 1] == results[0]));

    private bool TryElse(ValType[] stack, int height, int floor)
    {
        ref ControlFrame frame = ref _frames[_frameCount - 1];
        if (frame.Kind != Opcode.If || frame.Params.Length != 0 || !HoldsResults(frame.Results, stack, height, floor))
        {
            return false;
        }

        frame.Kind = Opcode.Else;
        frame.IsUnreachable = false;
        return true;
    }

    /// <summary>Closes the innermost block, but never the function itself; the floor is then that of the block around it.</summary>
    private bool TryLeave(ValType[] stack, int height, int floor)
    {
        if (_frameCount < 2)
        {
            return false;
        }

        ref ControlFrame frame = ref _frames[_frameCount - 1];
        if ((frame.Kind == Opcode.If && (frame.Params.Length | frame.Results.Length) != 0)
            || !HoldsResults(frame.Results, stack, height, floor))
        {
            return false;
        }

        _frameCount--;
        _floor = _frames[_frameCount - 1].Height;
        return true;
    }
}
