namespace Compose.Wit.Syntax;

/// <summary>What a function is to the resource that it stands in.</summary>
public enum FunctionRole : byte
{
    Freestanding,
    Method,
    Static,
    Constructor,
}
