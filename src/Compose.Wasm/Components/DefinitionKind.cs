namespace Compose.Wasm.Components;

/// <summary>Kinds of definitions that are written; the values are the section ids.</summary>
internal enum DefinitionKind : byte
{
    CoreInstance = 2,
    CoreType = 3,
    Instance = 5,
    Alias = 6,
    Type = 7,
    Canon = 8,
    Import = 10,
    Export = 11,
}
