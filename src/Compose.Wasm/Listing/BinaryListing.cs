using Compose.Wasm.Components;
using Compose.Wasm.Core;

namespace Compose.Wasm.Listing;

/// <summary>
/// Writes a component or core module as text close to the text format, every definition with its byte offset in the
/// outermost binary and its index in a comment. What is well-formed can be listed, valid or not.
/// </summary>
public sealed partial class BinaryListing
{
    private readonly ListingWriter _writer;
    private readonly ListingOptions _options;

    private BinaryListing(TextWriter output, ListingOptions options)
    {
        _writer = new ListingWriter(output);
        _options = options;
    }

    /// <summary>Writes the listing of a binary.</summary>
    /// <exception cref="ComposeException"><c>Component.Malformed</c>, at the place where the bytes do not decode; the
    /// lines before it have been written.</exception>
    public static void Write(TextWriter output, ReadOnlyMemory<byte> bytes, ListingOptions? options = null)
    {
        options ??= ListingOptions.Default;
        var listing = new BinaryListing(output, options);
        if (Components.Component.IsComponent(bytes.Span))
        {
            listing.Listed(ComponentReader.Read(bytes, new ComponentOptions { Features = ComponentFeatures.All }), "(component");
        }
        else
        {
            listing.Module(CoreModuleReader.Read(bytes, WasmFeatures.All), "(module");
        }
    }

    private void Listed(Component component, string head)
    {
        ComponentNames names = component.ReadNames();
        _writer.Open(component.Offset, names.Name is { } name ? $"{head} {ListingWriter.Quote(name)}" : head);
        var scope = new ListingScope(names);
        foreach (ComponentDefinition definition in component.Definitions)
        {
            Definition(definition, scope);
        }

        foreach (ComponentCustomSection section in component.CustomSections)
        {
            _writer.Line(section.Offset, $"(@custom {ListingWriter.Quote(section.Name)} (; {section.Content.Length} bytes ;))");
        }

        _writer.Close(component.Offset + component.Bytes.Length);
    }

    private void Definition(ComponentDefinition definition, ListingScope scope)
    {
        switch (definition)
        {
            case CoreModuleDefinition module:
                Module(module.Module, "(core module " + scope.Next(ComponentSort.CoreModule));
                break;
            case NestedComponentDefinition nested:
                Listed(nested.Component, "(component " + scope.Next(ComponentSort.Component));
                break;
            case CoreInstanceDefinition instance:
                CoreInstance(instance, scope);
                break;
            case CoreTypeDefinition type:
                CoreType(type, scope);
                break;
            case InstanceDefinition instance:
                Instance(instance, scope);
                break;
            case AliasDefinition alias:
                _writer.Line(alias.Offset, Alias(alias, scope));
                break;
            case TypeDefinition type:
                Type(type.Offset, type.Syntax, "(type " + scope.Next(ComponentSort.Type));
                break;
            case CanonDefinition canon:
                _writer.Line(canon.Offset, Canon(canon, scope));
                break;
            case StartDefinition start:
                _writer.Line(start.Offset, $"(start (func {start.FunctionIndex}){string.Concat(start.Arguments.Select(value => $" (value {value})"))})");
                for (int i = 0; i < start.Results; i++)
                {
                    scope.Next(ComponentSort.Value);
                }

                break;
            case ImportDefinition import:
                _writer.Line(import.Offset, $"(import {Name(import.Name, import.Attributes)} {Extern(import.Type, scope.Next(Sorts.Of(import.Type.Kind)))})");
                break;
            case ExportDefinition export:
                string ascribed = export.AscribedType is { } type2 ? " " + Extern(type2, null) : string.Empty;
                _writer.Line(export.Offset, $"(export {scope.Next(export.Item.Sort)} {Name(export.Name, export.Attributes)} ({export.Item}){ascribed})");
                break;
            case ExportDeclaration export:
                _writer.Line(export.Offset, $"(export {Name(export.Name, export.Attributes)} {Extern(export.Type, scope.Next(Sorts.Of(export.Type.Kind)))})");
                break;
            case ValueDefinition value:
                _writer.Line(value.Offset, $"(value {scope.Next(ComponentSort.Value)} {Value(value.Type)} (; {value.Content.Length} bytes ;))");
                break;
        }
    }

    private void CoreInstance(CoreInstanceDefinition instance, ListingScope scope)
    {
        string head = "(core instance " + scope.Next(ComponentSort.CoreInstance);
        if (instance.IsInstantiation && instance.Arguments.Count == 0)
        {
            _writer.Line(instance.Offset, $"{head} (instantiate {instance.ModuleIndex}))");
            return;
        }

        _writer.Open(instance.Offset, instance.IsInstantiation ? $"{head} (instantiate {instance.ModuleIndex}" : head);
        foreach (CoreInstanceArgument argument in instance.Arguments)
        {
            _writer.Line(instance.Offset, $"(with {ListingWriter.Quote(argument.Name)} (instance {argument.InstanceIndex}))");
        }

        foreach (NamedItem item in instance.Exports)
        {
            _writer.Line(instance.Offset, $"(export {ListingWriter.Quote(item.Name)} ({item.Item.ToString()["core ".Length..]}))");
        }

        _writer.Out();
        _writer.Line(instance.Offset, instance.IsInstantiation ? "))" : ")");
    }

    private void Instance(InstanceDefinition instance, ListingScope scope)
    {
        string head = "(instance " + scope.Next(ComponentSort.Instance);
        if (instance.IsInstantiation && instance.Arguments.Count == 0)
        {
            _writer.Line(instance.Offset, $"{head} (instantiate {instance.ComponentIndex}))");
            return;
        }

        _writer.Open(instance.Offset, instance.IsInstantiation ? $"{head} (instantiate {instance.ComponentIndex}" : head);
        foreach (NamedItem item in instance.Arguments)
        {
            _writer.Line(instance.Offset, $"(with {ListingWriter.Quote(item.Name)} ({item.Item}))");
        }

        foreach (NamedItem item in instance.Exports)
        {
            _writer.Line(instance.Offset, $"(export {Name(item.Name, item.Attributes)} ({item.Item}))");
        }

        _writer.Out();
        _writer.Line(instance.Offset, instance.IsInstantiation ? "))" : ")");
    }

    private static string Alias(AliasDefinition alias, ListingScope scope)
    {
        string item = $"({Sorts.NameOf(alias.Sort)} {scope.Next(alias.Sort)})";
        return alias.Kind switch
        {
            AliasKind.Export => $"(alias export {alias.Index} {ListingWriter.Quote(alias.Name)} {item})",
            AliasKind.CoreExport => $"(alias core export {alias.Index} {ListingWriter.Quote(alias.Name)} {item})",
            _ => $"(alias outer {alias.OuterCount} {alias.Index} {item})",
        };
    }

    private static string Name(string name, ExternAttributes attributes)
    {
        string text = ListingWriter.Quote(name);
        if (attributes.IsEmpty)
        {
            return text;
        }

        return text
            + (attributes.Implements is { } implements ? $" (implements {ListingWriter.Quote(implements)})" : string.Empty)
            + (attributes.VersionSuffix is { } suffix ? $" (versionsuffix {ListingWriter.Quote(suffix)})" : string.Empty)
            + (attributes.ExternalId is { } id ? $" (external-id {ListingWriter.Quote(id)})" : string.Empty);
    }
}
