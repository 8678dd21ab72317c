namespace Compose.Wit.Syntax;

/// <summary><c>name</c> or <c>name as other</c>.</summary>
public sealed record UseNameSyntax(Identifier Name, Identifier? As)
{
    /// <summary>The name that the scope gets.</summary>
    public Identifier Local => As ?? Name;
}
