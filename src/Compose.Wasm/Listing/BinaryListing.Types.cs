using System.Text;
using Compose.Wasm.Components;
using Compose.Wasm.Core;

namespace Compose.Wasm.Listing;

/// <summary>Component types and canonical definitions.</summary>
public sealed partial class BinaryListing
{
    private void Type(long offset, TypeSyntax type, string head)
    {
        if (type.Kind is not (TypeSyntaxKind.Component or TypeSyntaxKind.Instance))
        {
            _writer.Line(offset, $"{head} {Structure(type)})");
            return;
        }

        _writer.Open(offset, $"{head} ({(type.Kind == TypeSyntaxKind.Component ? "component" : "instance")}");
        var scope = new ListingScope(ComponentNames.Empty);
        foreach (ComponentDefinition declaration in type.Declarations)
        {
            Definition(declaration, scope);
        }

        _writer.Out();
        _writer.Line(offset, "))");
    }

    private void CoreType(CoreTypeDefinition type, ListingScope scope)
    {
        if (type.Group is { } group)
        {
            foreach (SubType one in group)
            {
                _writer.Line(type.Offset, $"(core type {scope.Next(ComponentSort.CoreType)} {Text(one)})");
            }

            return;
        }

        _writer.Open(type.Offset, $"(core type {scope.Next(ComponentSort.CoreType)} (module");
        int types = 0;
        foreach (CoreModuleDeclaration declaration in type.Declarations)
        {
            switch (declaration.Kind)
            {
                case CoreModuleDeclarationKind.Import:
                    _writer.Line(
                        declaration.Offset,
                        $"(import {ListingWriter.Quote(declaration.Module)} {ListingWriter.Quote(declaration.Name)} {Extern(declaration.Type, null)})");
                    break;
                case CoreModuleDeclarationKind.Export:
                    _writer.Line(declaration.Offset, $"(export {ListingWriter.Quote(declaration.Name)} {Extern(declaration.Type, null)})");
                    break;
                case CoreModuleDeclarationKind.OuterAlias:
                    _writer.Line(declaration.Offset, $"(alias outer {declaration.OuterCount} {declaration.OuterIndex} (type (;{types++};)))");
                    break;
                default:
                    foreach (SubType one in declaration.Group)
                    {
                        _writer.Line(declaration.Offset, $"(type (;{types++};) {Text(one)})");
                    }

                    break;
            }
        }

        _writer.Out();
        _writer.Line(type.Offset, "))");
    }

    private static string Structure(TypeSyntax type)
    {
        var text = new StringBuilder("(");
        switch (type.Kind)
        {
            case TypeSyntaxKind.Primitive:
                return PrimitiveType.Of(type.Primitive).KindName;
            case TypeSyntaxKind.Resource:
                text.Append("resource (rep ").Append(type.Representation).Append(')');
                return (type.Destructor is { } destructor ? text.Append($" (dtor (func {destructor}))") : text).Append(')').ToString();
            case TypeSyntaxKind.Func or TypeSyntaxKind.AsyncFunc:
                text.Append(type.Kind == TypeSyntaxKind.AsyncFunc ? "func async" : "func");
                Labelled(text, "param", type);
                return (type.Result.IsNone ? text : text.Append(" (result ").Append(Value(type.Result)).Append(')')).Append(')').ToString();
            case TypeSyntaxKind.Record:
                Labelled(text.Append("record"), "field", type);
                return text.Append(')').ToString();
            case TypeSyntaxKind.Variant:
                Labelled(text.Append("variant"), "case", type);
                return text.Append(')').ToString();
            case TypeSyntaxKind.Enum or TypeSyntaxKind.Flags:
                text.Append(type.Kind == TypeSyntaxKind.Enum ? "enum" : "flags");
                foreach (string label in type.Labels)
                {
                    text.Append(' ').Append(ListingWriter.Quote(label));
                }

                return text.Append(')').ToString();
            case TypeSyntaxKind.Own or TypeSyntaxKind.Borrow:
                return text.Append(type.Kind == TypeSyntaxKind.Own ? "own " : "borrow ").Append(type.ResourceIndex).Append(')').ToString();
            case TypeSyntaxKind.Result:
                text.Append("result");
                text.Append(type.Types[0].IsNone ? string.Empty : " " + Value(type.Types[0]));
                return text.Append(type.Types[1].IsNone ? ")" : $" (error {Value(type.Types[1])}))").ToString();
            default:
                text.Append(type.Kind switch
                {
                    TypeSyntaxKind.List or TypeSyntaxKind.FixedList => "list",
                    TypeSyntaxKind.Tuple => "tuple",
                    TypeSyntaxKind.Option => "option",
                    TypeSyntaxKind.Stream => "stream",
                    TypeSyntaxKind.Future => "future",
                    _ => "map",
                });
                foreach (ValueTypeRef one in type.Types)
                {
                    text.Append(one.IsNone ? string.Empty : " " + Value(one));
                }

                return (type.Kind == TypeSyntaxKind.FixedList ? text.Append(' ').Append(type.Length) : text).Append(')').ToString();
        }
    }

    private static void Labelled(StringBuilder text, string word, TypeSyntax type)
    {
        for (int i = 0; i < type.Labels.Count; i++)
        {
            text.Append(" (").Append(word).Append(' ').Append(ListingWriter.Quote(type.Labels[i]));
            text.Append(type.Types[i].IsNone ? string.Empty : " " + Value(type.Types[i])).Append(')');
        }
    }

    private static string Value(ValueTypeRef type) =>
        type.IsNone ? string.Empty : type.IsPrimitive ? PrimitiveType.Of(type.Primitive).KindName : type.Index.ToString(System.Globalization.CultureInfo.InvariantCulture);

    // The index is what the item is called by from here on, or null.
    private static string Extern(ExternTypeSyntax type, string? index)
    {
        string name = index is null ? string.Empty : index + " ";
        return type.Kind switch
        {
            ComponentExternKind.CoreModule => $"(core module {name}(type {type.Index}))",
            ComponentExternKind.Func => $"(func {name}(type {type.Index}))",
            ComponentExternKind.Component => $"(component {name}(type {type.Index}))",
            ComponentExternKind.Instance => $"(instance {name}(type {type.Index}))",
            ComponentExternKind.Value => type.IsEqual ? $"(value {name}(eq {type.Index}))" : $"(value {name}{Value(type.ValueType)})",
            _ => type.IsEqual ? $"(type {name}(eq {type.Index}))" : $"(type {name}(sub resource))",
        };
    }

    private static string Canon(CanonDefinition canon, ListingScope scope)
    {
        if (canon.Operation == CanonOperation.Lift)
        {
            return $"(func {scope.Next(ComponentSort.Func)} (type {canon.TypeIndex}) (canon lift (core func {canon.CoreFunctionIndex}){Options(canon.Options)}))";
        }

        CanonOpcode row = CanonOpcodes.Of(canon.Operation);
        var text = new StringBuilder("(core func ").Append(scope.Next(ComponentSort.CoreFunc)).Append(" (canon ").Append(row.Name);
        Append(CanonImmediates.Function, $" (func {canon.FunctionIndex})");
        Append(CanonImmediates.Shared, canon.IsShared ? " shared" : string.Empty);
        Append(CanonImmediates.Cancellable, canon.IsCancellable ? " cancellable" : string.Empty);
        Append(CanonImmediates.SlotType, " " + canon.SlotType);
        Append(CanonImmediates.Slot, $" {canon.Slot}");
        Append(CanonImmediates.Type, $" {canon.TypeIndex}");
        Append(CanonImmediates.CoreType, $" {canon.TypeIndex}");
        Append(CanonImmediates.Table, $" (table {canon.TableIndex})");
        Append(CanonImmediates.Memory, $" (memory {canon.MemoryIndex})");
        Append(CanonImmediates.Async, canon.IsAsync ? " async" : string.Empty);
        Append(CanonImmediates.Result, canon.Result.IsNone ? string.Empty : $" (result {Value(canon.Result)})");
        Append(CanonImmediates.Options, Options(canon.Options));
        return text.Append("))").ToString();

        void Append(CanonImmediates immediate, string words)
        {
            if ((row.Immediates & immediate) != 0)
            {
                text.Append(words);
            }
        }
    }

    private static string Options(CanonOptions options)
    {
        var text = new StringBuilder();
        text.Append(options.StringEncoding switch
        {
            StringEncoding.Utf16 => " string-encoding=utf16",
            StringEncoding.Latin1OrUtf16 => " string-encoding=latin1+utf16",
            _ => string.Empty,
        });
        text.Append(options.Memory is { } memory ? $" (memory {memory})" : string.Empty);
        text.Append(options.Realloc is { } realloc ? $" (realloc (func {realloc}))" : string.Empty);
        text.Append(options.PostReturn is { } post ? $" (post-return (func {post}))" : string.Empty);
        text.Append(options.IsAsync ? " async" : string.Empty);
        text.Append(options.Callback is { } callback ? $" (callback (func {callback}))" : string.Empty);
        text.Append(options.CoreType is { } type ? $" (core-type {type})" : string.Empty);
        return text.Append(options.IsGc ? " gc" : string.Empty).ToString();
    }
}
