using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>A core type of a scope.</summary>
/// <param name="Module">The module type, or null.</param>
/// <param name="Id">The canonical id; -1 for a module type.</param>
/// <param name="Func">The function type with canonical ids, or null.</param>
/// <param name="Fields">The fields of a struct or the element of an array, with canonical ids.</param>
/// <param name="Syntax">The definition; null for a module type.</param>
internal readonly record struct CoreTypeEntry(CoreModuleType? Module, int Id, FuncType? Func, FieldType[] Fields, SubType? Syntax);
