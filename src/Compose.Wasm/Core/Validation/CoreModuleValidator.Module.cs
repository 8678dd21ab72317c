namespace Compose.Wasm.Core;

public sealed partial class CoreModuleValidator
{
    /// <summary>Validates everything but the function bodies. Calling it again costs nothing.</summary>
    public void ValidateModule()
    {
        lock (_lock)
        {
            if (_isModuleValid)
            {
                return;
            }

            ValidateTypes();
            ValidateImports();
            ValidateFunctionTypes();
            _declared = new bool[Module.FunctionCount];
            var expressions = new FunctionValidator(this);
            ValidateTables(expressions);
            ValidateMemories();
            ValidateTags();
            ValidateGlobals(expressions);
            ValidateExports();
            ValidateStart();
            ValidateElements(expressions);
            ValidateData(expressions);
            _isModuleValid = true;
        }
    }

    /// <summary>The absolute offset of a position in the module.</summary>
    private long At(int offset) => Module.BaseOffset + offset;

    private void ValidateImports()
    {
        foreach (Import import in Module.Imports)
        {
            switch (import.Kind)
            {
                case ExternKind.Function:
                    CheckFunctionType(import.Type.TypeIndex, import.Offset);
                    break;
                case ExternKind.Global:
                    CheckValType(import.Type.Global.Value, import.Offset);
                    break;
            }
        }
    }

    private FuncType CheckFunctionType(int typeIndex, long offset)
    {
        if ((uint)typeIndex >= (uint)Module.Types.Length)
        {
            WasmErrors.Invalid(offset, $"unknown type {typeIndex}");
        }

        SubType type = Module.Types[typeIndex];
        if (!type.IsFunc)
        {
            WasmErrors.Invalid(offset, $"type {typeIndex} is not a function type");
        }

        return type.Func!;
    }

    private void ValidateFunctionTypes()
    {
        for (int i = 0; i < Module.Bodies.Length; i++)
        {
            CheckFunctionType(Module.Bodies[i].TypeIndex, At(Module.Bodies[i].Offset));
        }
    }

    private void ValidateTables(FunctionValidator expressions)
    {
        long end = At(Module.Bytes.Length);
        if (Module.Tables.Length > 1 && (Module.Features & WasmFeatures.ReferenceTypes) == 0)
        {
            WasmErrors.Invalid(end, "multiple tables need the feature ReferenceTypes");
        }

        for (int i = 0; i < Module.Tables.Length; i++)
        {
            TableDefinition table = Module.Tables[i];
            long offset = At(table.Initial.Offset);
            CheckValType(table.Type.Element, offset);
            Limits limits = table.Type.Limits;
            if (!limits.Is64 && (limits.Minimum > uint.MaxValue || limits.Maximum > uint.MaxValue))
            {
                WasmErrors.Invalid(offset, $"table size must be at most 2^32-1: table {i}");
            }

            if (limits.Minimum > limits.Maximum)
            {
                WasmErrors.Invalid(offset, $"size minimum must not be greater than maximum: table {i}");
            }

            if (!table.Initial.IsEmpty)
            {
                expressions.ValidateConstant(table.Initial, table.Type.Element, Module.ImportedGlobalCount);
                Declare(table.Initial);
            }
            else if (i >= Module.ImportedTableCount && !table.Type.Element.IsDefaultable)
            {
                WasmErrors.Invalid(offset, $"type mismatch: table {i} of {table.Type.Element} needs an initial value");
            }
        }
    }

    private void ValidateMemories()
    {
        long end = At(Module.Bytes.Length);
        if (Module.Memories.Length > 1 && (Module.Features & WasmFeatures.MultiMemory) == 0)
        {
            WasmErrors.Invalid(end, "multiple memories need the feature MultiMemory");
        }

        for (int i = 0; i < Module.Memories.Length; i++)
        {
            MemoryType memory = Module.Memories[i];
            if (memory.PageSizeLog2 is not 0 and not MemoryType.DefaultPageSizeLog2)
            {
                WasmErrors.Invalid(end, $"invalid custom page size 2^{memory.PageSizeLog2}: only 1 and 65536 are allowed");
            }

            Limits limits = memory.Limits;
            ulong most = MaximumPages(memory);
            if (limits.Minimum > most || limits.Maximum > most)
            {
                WasmErrors.Invalid(end, $"memory size must be at most {most} pages: memory {i}");
            }

            if (limits.Minimum > limits.Maximum)
            {
                WasmErrors.Invalid(end, $"size minimum must not be greater than maximum: memory {i}");
            }

            if (limits.IsShared && limits.Maximum is null)
            {
                WasmErrors.Invalid(end, $"shared memory must have maximum: memory {i}");
            }
        }
    }

    private static ulong MaximumPages(MemoryType memory) => (memory.Is64, memory.PageSizeLog2) switch
    {
        (true, 0) => ulong.MaxValue,
        (true, _) => 1ul << 48,
        (false, 0) => uint.MaxValue,
        (false, _) => 1ul << 16,
    };

    private void ValidateTags()
    {
        long end = At(Module.Bytes.Length);
        foreach (TagType tag in Module.Tags)
        {
            if (CheckFunctionType(tag.TypeIndex, end).Results.Length > 0)
            {
                WasmErrors.Invalid(end, "non-empty tag result type");
            }
        }
    }

    private void ValidateGlobals(FunctionValidator expressions)
    {
        for (int i = Module.ImportedGlobalCount; i < Module.Globals.Length; i++)
        {
            GlobalDefinition global = Module.Globals[i];
            CheckValType(global.Type.Value, At(global.Initial.Offset));
            expressions.ValidateConstant(global.Initial, global.Type.Value, i);
            Declare(global.Initial);
        }
    }

    private void ValidateExports()
    {
        var names = new HashSet<string>(Module.Exports.Length, StringComparer.Ordinal);
        foreach (Export export in Module.Exports)
        {
            int count = export.Kind switch
            {
                ExternKind.Function => Module.FunctionCount,
                ExternKind.Table => Module.Tables.Length,
                ExternKind.Memory => Module.Memories.Length,
                ExternKind.Global => Module.Globals.Length,
                _ => Module.Tags.Length,
            };
            CheckIndex(export.Kind switch
            {
                ExternKind.Function => "function",
                ExternKind.Table => "table",
                ExternKind.Memory => "memory",
                ExternKind.Global => "global",
                _ => "tag",
            }, export.Index, count, export.Offset);

            if (!names.Add(export.Name))
            {
                WasmErrors.Invalid(export.Offset, $"duplicate export name \"{export.Name}\"");
            }

            if (export.Kind == ExternKind.Function)
            {
                _declared[export.Index] = true;
            }
        }
    }

    private void ValidateStart()
    {
        if (Module.StartFunction is not { } start)
        {
            return;
        }

        long offset = At(Module.StartOffset);
        CheckIndex("function", start, Module.FunctionCount, offset);
        FuncType type = Module.FunctionTypeOf(start);
        if (type.Params.Length + type.Results.Length > 0)
        {
            WasmErrors.Invalid(offset, $"start function must take and give nothing, not {type}");
        }
    }

    private void ValidateElements(FunctionValidator expressions)
    {
        foreach (ElementSegment segment in Module.Elements)
        {
            long offset = At(segment.Offset);
            CheckValType(segment.Type, offset);
            if (segment.Mode == SegmentMode.Active)
            {
                CheckIndex("table", segment.TableIndex, Module.Tables.Length, offset);
                TableType table = Module.Tables[segment.TableIndex].Type;
                if (!Types.Matches(segment.Type, table.Element))
                {
                    WasmErrors.Invalid(offset, $"type mismatch: elements of {segment.Type} for a table of {table.Element}");
                }

                expressions.ValidateConstant(segment.Address, table.AddressType, Module.Globals.Length);
            }

            if (segment.HasExpressions)
            {
                foreach (ConstantExpression item in Module.ExpressionsOf(segment))
                {
                    expressions.ValidateConstant(item, segment.Type, Module.Globals.Length);
                    Declare(item);
                }

                continue;
            }

            foreach (int function in Module.FunctionIndexesOf(segment))
            {
                CheckIndex("function", function, Module.FunctionCount, offset);
                _declared[function] = true;
            }
        }
    }

    private void ValidateData(FunctionValidator expressions)
    {
        foreach (DataSegment segment in Module.Data)
        {
            if (segment.Mode == SegmentMode.Active)
            {
                long offset = At(segment.Address.Offset);
                CheckIndex("memory", segment.MemoryIndex, Module.Memories.Length, offset);
                expressions.ValidateConstant(segment.Address, Module.Memories[segment.MemoryIndex].AddressType, Module.Globals.Length);
            }
        }
    }

    /// <summary>Notes the functions that a valid expression refers to.</summary>
    private void Declare(ConstantExpression expression)
    {
        OperatorReader op = Module.OperatorsOf(expression);
        while (op.MoveNext())
        {
            if (op.Opcode == Opcode.RefFunc)
            {
                _declared[op.Index] = true;
            }
        }
    }

    private static void CheckIndex(string what, int index, int count, long offset)
    {
        if ((uint)index >= (uint)count)
        {
            WasmErrors.Invalid(offset, $"unknown {what} {index}");
        }
    }
}
