namespace Compose.Wasm.Core;

public sealed partial class CoreModuleReader
{
    private static int ReadDataCount(ref WasmReader section)
    {
        long at = section.Offset;
        uint count = section.ReadVarU32();
        if (count > WasmLimits.DataSegments)
        {
            WasmErrors.LimitExceeded(at, "data segments", count, WasmLimits.DataSegments);
        }

        return (int)count;
    }

    private void ReadElements(ref WasmReader section)
    {
        _elements = new ElementSegment[section.ReadCount(WasmLimits.ElementSegments, "element segments", minimumBytes: 2)];
        for (int i = 0; i < _elements.Length; i++)
        {
            _elements[i] = ReadElement(ref section);
        }
    }

    // Flags: bit 0 not active; bit 1 explicit table (active) or declared (not active); bit 2 expressions.
    private ElementSegment ReadElement(ref WasmReader section)
    {
        long at = section.Offset;
        int start = At(section);
        uint flags = section.ReadVarU32();
        if (flags > 7)
        {
            WasmErrors.Malformed(at, $"malformed element segment kind {flags}");
        }

        if (flags != 0)
        {
            Require(at, WasmFeatures.BulkMemory, "this kind of element segment");
        }

        SegmentMode mode = (flags & 1) == 0 ? SegmentMode.Active : (flags & 2) == 0 ? SegmentMode.Passive : SegmentMode.Declared;
        bool expressions = (flags & 4) != 0;
        int table = mode == SegmentMode.Active && (flags & 2) != 0 ? CoreTypeReader.ReadIndex(ref section, "table") : 0;
        ConstantExpression address = mode == SegmentMode.Active ? ReadExpression(ref section) : default;

        // Function indexes without a written type are never null; expressions without one are funcref.
        ValType type = expressions ? ValType.FuncRef : ValType.FuncRef.AsNonNull();
        if ((flags & 3) != 0)
        {
            long typeAt = section.Offset;
            if (expressions)
            {
                type = CoreTypeReader.ReadRefType(ref section, _features);
            }
            else if (section.ReadByte() is var kind && kind != 0)
            {
                WasmErrors.Malformed(typeAt, $"malformed element kind 0x{kind:x2}");
            }
        }

        int count = section.ReadCount(WasmLimits.ElementItems, "elements of a segment");
        int items = At(section);
        for (int i = 0; i < count; i++)
        {
            if (expressions)
            {
                OperatorReader.SkipExpression(ref section, _features);
            }
            else
            {
                CoreTypeReader.ReadIndex(ref section, "function");
            }
        }

        return new ElementSegment(mode, table, address, type, expressions, count, items, At(section) - items)
        {
            Offset = start,
            Form = (byte)flags,
        };
    }

    private void ReadData(ref WasmReader section)
    {
        _data = new DataSegment[section.ReadCount(WasmLimits.DataSegments, "data segments", minimumBytes: 2)];
        for (int i = 0; i < _data.Length; i++)
        {
            long at = section.Offset;
            uint flags = section.ReadVarU32();
            if (flags > 2)
            {
                WasmErrors.Malformed(at, $"malformed data segment kind {flags}");
            }

            if (flags != 0)
            {
                Require(at, WasmFeatures.BulkMemory, "this kind of data segment");
            }

            int memory = flags == 2 ? CoreTypeReader.ReadIndex(ref section, "memory") : 0;
            ConstantExpression address = flags != 1 ? ReadExpression(ref section) : default;
            WasmReader content = section.ReadSizedSlice();
            _data[i] = new DataSegment(
                flags == 1 ? SegmentMode.Passive : SegmentMode.Active, memory, address, At(content), content.Length)
            {
                Form = (byte)flags,
            };
        }
    }

    private void ReadCode(ref WasmReader section)
    {
        long at = section.Offset;
        int count = section.ReadCount(WasmLimits.Functions, "function bodies", minimumBytes: 2);
        if (count != _functions.Count - _importedFunctions)
        {
            WasmErrors.Malformed(
                at, $"function and code section have inconsistent lengths: {_functions.Count - _importedFunctions} functions, {count} bodies");
        }

        int[] types = _functions.Take();
        _bodies = new FunctionBody[count];
        for (int i = 0; i < count; i++)
        {
            long bodyAt = section.Offset;
            WasmReader body = section.ReadSizedSlice();
            if (body.Length > WasmLimits.FunctionBytes)
            {
                WasmErrors.LimitExceeded(bodyAt, "bytes of a function body", body.Length, WasmLimits.FunctionBytes);
            }

            int offset = At(body);
            int localsStart = _locals.Count;
            int locals = ReadLocals(ref body);
            _bodies[i] = new FunctionBody(types[_importedFunctions + i], offset, body.Length, At(body))
            {
                LocalsStart = localsStart,
                LocalsLength = _locals.Count - localsStart,
                LocalCount = locals,
            };
        }
    }

    private int ReadLocals(ref WasmReader body)
    {
        long at = body.Offset;
        int groups = body.ReadCount(int.MaxValue, "groups of locals", minimumBytes: 2);
        ulong total = 0;
        for (int i = 0; i < groups; i++)
        {
            uint count = body.ReadVarU32();
            total += count;
            if (total > uint.MaxValue)
            {
                WasmErrors.Malformed(at, "too many locals");
            }

            ValType type = CoreTypeReader.ReadValType(ref body, _features);
            if (count > 0 && total <= WasmLimits.Locals)
            {
                _locals.Add(new LocalGroup((int)count, type));
            }
        }

        if (total > WasmLimits.Locals)
        {
            WasmErrors.LimitExceeded(at, "locals", (long)total, WasmLimits.Locals);
        }

        return (int)total;
    }
}
