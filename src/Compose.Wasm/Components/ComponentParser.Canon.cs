using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>Canonical definitions; driven by the table <see cref="CanonOpcodes"/>.</summary>
internal sealed partial class ComponentParser
{
    private CanonDefinition ReadCanon(ref WasmReader reader)
    {
        var at = reader.Offset;
        var code = reader.ReadByte();
        if (CanonOpcodes.Find(code) is not { } row)
        {
            WasmErrors.Malformed(at, $"malformed canonical definition 0x{code:x2}", CanonOpcodes.Withdrawn(code));
            return null!;
        }

        if (row.Feature != ComponentFeatures.None)
        {
            Require(at, row.Feature, $"`{row.Name}`");
        }

        return ReadImmediates(ref reader, at, row);
    }

    private CanonDefinition ReadImmediates(ref WasmReader reader, long at, CanonOpcode row)
    {
        var has = row.Immediates;
        var coreFunction = -1;
        var function = -1;
        if ((has & CanonImmediates.CoreFunction) != 0)
        {
            Expect(ref reader, 0x00, "sort of a lifted function");
            coreFunction = ReadIndex(ref reader, "core func");
        }

        if ((has & CanonImmediates.Function) != 0)
        {
            Expect(ref reader, 0x00, "sort of a lowered function");
            function = ReadIndex(ref reader, "func");
        }

        var canon = new CanonDefinition(at, row.Operation) { CoreFunctionIndex = coreFunction, FunctionIndex = function };
        if ((has & CanonImmediates.Shared) != 0)
        {
            canon.IsShared = ReadFlag(ref reader, "shared");
        }

        if ((has & CanonImmediates.Cancellable) != 0)
        {
            var flagAt = reader.Offset;
            canon.IsCancellable = ReadFlag(ref reader, "cancellable");
            if (canon.IsCancellable && _options.Has(ComponentFeatures.NeverCancellable))
            {
                WasmErrors.Malformed(flagAt, "the immediate `cancellable` must be zero", "it was taken out of the specification in August 2026");
            }
        }

        if ((has & CanonImmediates.SlotType) != 0)
        {
            canon.SlotType = CoreTypeReader.ReadValType(ref reader, _options.CoreFeatures);
        }

        if ((has & CanonImmediates.Slot) != 0)
        {
            canon.Slot = reader.ReadVarU32();
        }

        if ((has & (CanonImmediates.Type | CanonImmediates.CoreType)) != 0)
        {
            canon.TypeIndex = ReadIndex(ref reader, "type");
        }

        if ((has & CanonImmediates.Table) != 0)
        {
            canon.TableIndex = ReadIndex(ref reader, "core table");
        }

        if ((has & CanonImmediates.Memory) != 0)
        {
            canon.MemoryIndex = ReadIndex(ref reader, "core memory");
        }

        if ((has & CanonImmediates.Async) != 0)
        {
            canon.IsAsync = ReadFlag(ref reader, "async");
        }

        if ((has & CanonImmediates.Result) != 0)
        {
            canon.Result = ReadResultList(ref reader);
        }

        if ((has & CanonImmediates.Options) != 0)
        {
            canon.Options = ReadOptions(ref reader, out var order);
            canon.OptionOrder = order;
        }

        if ((has & CanonImmediates.LastType) != 0)
        {
            canon.TypeIndex = ReadIndex(ref reader, "type");
        }

        return canon;
    }

    /// <summary>opts ::= vec(canonopt); each may be given once, and only one string encoding.</summary>
    private CanonOptions ReadOptions(ref WasmReader reader, out byte[] order)
    {
        var count = reader.ReadCount(_limits.CanonicalOptions, "canonical options");
        order = [];
        if (count == 0)
        {
            return CanonOptions.None;
        }

        order = new byte[count];
        var seen = 0;
        var options = CanonOptions.None;
        for (var i = 0; i < count; i++)
        {
            var at = reader.Offset;
            var code = reader.ReadByte();
            // All three string encodings count as one option.
            var bit = 1 << (code <= 2 ? 0 : code);
            if (code <= 9 && (seen & bit) != 0)
            {
                WasmErrors.Invalid(at, $"canonical option `{OptionName(code)}` is specified more than once, or conflicts with another encoding");
            }

            seen |= bit;
            order[i] = code;
            options = ReadOption(ref reader, at, code, options);
        }

        return options;
    }

    private CanonOptions ReadOption(ref WasmReader reader, long at, byte code, CanonOptions options)
    {
        switch (code)
        {
            case 0x00 or 0x01 or 0x02:
                return options with { StringEncoding = (StringEncoding)code };
            case 0x03:
                return options with { Memory = ReadIndex(ref reader, "core memory") };
            case 0x04:
                return options with { Realloc = ReadIndex(ref reader, "core func") };
            case 0x05:
                return options with { PostReturn = ReadIndex(ref reader, "core func") };
            case 0x06:
                Require(at, ComponentFeatures.Async, "canonical option `async`");
                return options with { IsAsync = true };
            case 0x07:
                return options with { Callback = ReadIndex(ref reader, "core func") };
            case 0x08:
                Require(at, ComponentFeatures.Gc, "canonical option `core-type`");
                return options with { CoreType = ReadIndex(ref reader, "core type") };
            case 0x09:
                Require(at, ComponentFeatures.Gc, "canonical option `gc`");
                return options with { IsGc = true };
            default:
                WasmErrors.Malformed(at, $"malformed canonical option 0x{code:x2}");
                return options;
        }
    }

    private static string OptionName(byte code) => code switch
    {
        0x00 => "string-encoding=utf8",
        0x01 => "string-encoding=utf16",
        0x02 => "string-encoding=latin1+utf16",
        0x03 => "memory",
        0x04 => "realloc",
        0x05 => "post-return",
        0x06 => "async",
        0x07 => "callback",
        0x08 => "core-type",
        _ => "gc",
    };
}
