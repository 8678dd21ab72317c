using System.Runtime.CompilerServices;
using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>The state of decoding one binary: options, and counts that span all nested components.</summary>
internal sealed partial class ComponentParser
{
    private const uint Magic = 0x6d736100;
    private const uint ComponentVersion = 0x0001_000d;
    private const uint ModuleVersion = 0x0000_0001;

    private readonly ComponentOptions _options;
    private readonly ComponentLimits _limits;
    private ReadOnlyMemory<byte> _root;
    private int _modulesAndComponents;

    public ComponentParser(ComponentOptions options)
    {
        _options = options;
        _limits = options.Limits;
    }

    public Component ReadRoot(ReadOnlyMemory<byte> bytes)
    {
        _root = bytes;
        return ReadComponent(bytes, 0, 0);
    }

    /// <summary>Fails if the native stack is nearly used up; every recursion of the parser passes here.</summary>
    internal static void EnsureStack(long offset)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new ComposeException(
                ErrorCodes.Component.LimitExceeded, "definitions are nested too deeply", ErrorLocation.AtOffset(offset));
        }
    }

    /// <summary>component ::= preamble section*.</summary>
    private Component ReadComponent(ReadOnlyMemory<byte> bytes, long offset, int depth)
    {
        CountModuleOrComponent(offset);
        if (depth > _limits.ComponentDepth)
        {
            WasmErrors.LimitExceeded(offset, "nested components", depth, _limits.ComponentDepth);
        }

        EnsureStack(offset);
        var definitions = new List<ComponentDefinition>();
        var custom = new List<ComponentCustomSection>();
        Growing<BinarySection> sections = default;
        Growing<int> counts = default;
        var reader = new WasmReader(bytes.Span, offset);
        ReadPreamble(ref reader);
        while (!reader.AtEnd)
        {
            var at = reader.Offset;
            var id = reader.ReadByte();
            var section = reader.ReadSizedSlice();
            var contentOffset = (int)(section.BaseOffset - offset);
            var content = bytes.Slice(contentOffset, section.Length);
            var before = definitions.Count;
            ReadSection(id, at, content, ref section, definitions, custom, depth);
            sections.Add(new BinarySection(id, (int)(at - offset), contentOffset, content.Length));
            counts.Add(definitions.Count - before);
        }

        return new Component(bytes, offset, definitions, custom, new IndexSpace<BinarySection>(sections.Take()), counts.Take());
    }

    /// <summary>The component of these bytes among those that are known, counted as if it had been read.</summary>
    private Component? FindKnown(ReadOnlySpan<byte> bytes, long offset)
    {
        foreach (var known in _options.Known)
        {
            if (known.Syntax.Bytes.Length == bytes.Length && known.Syntax.Bytes.Span.SequenceEqual(bytes))
            {
                CountAll(known.Syntax, offset);
                return known.Syntax;
            }
        }

        return null;
    }

    private void CountAll(Component component, long offset)
    {
        CountModuleOrComponent(offset);
        foreach (var definition in component.Definitions)
        {
            if (definition is NestedComponentDefinition nested)
            {
                CountAll(nested.Component, offset);
            }
            else if (definition is CoreModuleDefinition)
            {
                CountModuleOrComponent(offset);
            }
        }
    }

    private static void ReadPreamble(ref WasmReader reader)
    {
        var at = reader.Offset;
        if (reader.ReadU32() != Magic)
        {
            WasmErrors.Malformed(at, "the magic number `\\0asm` is missing", "this is not WebAssembly");
        }

        at = reader.Offset;
        var version = reader.ReadU32();
        if (version == ModuleVersion)
        {
            WasmErrors.Malformed(at, "this is a core module, not a component", "make a component of it first: `wasm-tools component new`");
        }

        if (version != ComponentVersion)
        {
            WasmErrors.Malformed(at, $"unknown version 0x{version & 0xffff:x} of layer {version >> 16}; version 0xd of layer 1 is known");
        }
    }

    private void ReadSection(
        byte id,
        long at,
        ReadOnlyMemory<byte> content,
        ref WasmReader reader,
        List<ComponentDefinition> definitions,
        List<ComponentCustomSection> custom,
        int depth)
    {
        switch (id)
        {
            case 0:
                var name = reader.ReadName(_limits.NameBytes);
                custom.Add(new ComponentCustomSection(name, content[reader.Position..], reader.Offset));
                return;
            case 1:
                ReadModule(content, reader.BaseOffset, definitions);
                return;
            case 2:
                ReadMany(ref reader, "core instances", definitions, static (p, ref r) => p.ReadCoreInstance(ref r));
                break;
            case 3:
                ReadMany(ref reader, "core types", definitions, static (p, ref r) => p.ReadCoreType(ref r));
                break;
            case 4:
                definitions.Add(new NestedComponentDefinition(reader.BaseOffset, FindKnown(content.Span, reader.BaseOffset) ?? ReadComponent(content, reader.BaseOffset, depth + 1)));
                return;
            case 5:
                ReadMany(ref reader, "instances", definitions, static (p, ref r) => p.ReadInstance(ref r));
                break;
            case 6:
                ReadMany(ref reader, "aliases", definitions, static (p, ref r) => p.ReadAlias(ref r));
                break;
            case 7:
                ReadMany(ref reader, "types", definitions, static (p, ref r) => p.ReadType(ref r, 0));
                break;
            case 8:
                ReadMany(ref reader, "canonical definitions", definitions, static (p, ref r) => p.ReadCanon(ref r));
                break;
            case 9:
                definitions.Add(ReadStart(ref reader));
                break;
            case 10:
                ReadMany(ref reader, "imports", definitions, static (p, ref r) => p.ReadImport(ref r));
                break;
            case 11:
                ReadMany(ref reader, "exports", definitions, static (p, ref r) => p.ReadExport(ref r));
                break;
            case 12:
                ReadMany(ref reader, "values", definitions, static (p, ref r) => p.ReadValue(ref r));
                break;
            default:
                WasmErrors.Malformed(at, $"malformed section id {id}");
                break;
        }

        reader.ExpectEnd("section " + id);
    }

    private delegate ComponentDefinition Read(ComponentParser parser, ref WasmReader reader);

    private void ReadMany(ref WasmReader reader, string what, List<ComponentDefinition> into, Read read)
    {
        var count = reader.ReadCount(_limits.TypeDeclarations, what);
        into.EnsureCapacity(into.Count + Math.Min(count, 1024));
        for (var i = 0; i < count; i++)
        {
            into.Add(read(this, ref reader));
        }
    }

    private void ReadModule(ReadOnlyMemory<byte> content, long offset, List<ComponentDefinition> definitions)
    {
        CountModuleOrComponent(offset);
        var reader = new WasmReader(content.Span, offset);
        if (reader.ReadU32() != Magic || reader.ReadU32() != ModuleVersion)
        {
            WasmErrors.Malformed(offset, "the section of a core module does not hold one: magic number or version is wrong");
        }

        definitions.Add(new CoreModuleDefinition(offset, content, _options.CoreFeatures));
    }

    private void CountModuleOrComponent(long offset)
    {
        if (++_modulesAndComponents > _limits.ModulesAndComponents)
        {
            WasmErrors.LimitExceeded(offset, "modules and components", _modulesAndComponents, _limits.ModulesAndComponents);
        }
    }

    /// <summary>Fails unless a feature is on.</summary>
    private void Require(long offset, ComponentFeatures feature, string what)
    {
        if (!_options.Has(feature))
        {
            WasmErrors.NotSupported(offset, what, feature.ToString());
        }
    }

    private static int ReadIndex(ref WasmReader reader, string what) => Core.CoreTypeReader.ReadIndex(ref reader, what);

    private static bool ReadFlag(ref WasmReader reader, string what)
    {
        var at = reader.Offset;
        var value = reader.ReadByte();
        if (value > 1)
        {
            WasmErrors.Malformed(at, $"malformed immediate `{what}`: 0x{value:x2}");
        }

        return value == 1;
    }

    private static void Expect(ref WasmReader reader, byte expected, string what)
    {
        var at = reader.Offset;
        var value = reader.ReadByte();
        if (value != expected)
        {
            WasmErrors.Malformed(at, $"malformed {what}: 0x{value:x2} instead of 0x{expected:x2}");
        }
    }
}
