namespace Compose.Wasm.Components;

/// <summary>Validates components (Binary.md and Explainer.md of the component model) and resolves their types.</summary>
public static class ComponentValidator
{
    /// <summary>
    /// Validates a decoded component with everything nested in it, core modules included. A broken rule is
    /// <c>Component.Invalid</c> with the offset of the definition; limits are <c>Component.LimitExceeded</c>; core
    /// modules that do not decode are <c>Component.Malformed</c>.
    /// </summary>
    public static ResolvedComponent Validate(Component component, ComponentOptions? options = null) =>
        new ComponentValidation(options ?? ComponentOptions.Default).Run(component);

    /// <summary>Decodes and validates.</summary>
    public static ResolvedComponent Validate(ReadOnlyMemory<byte> bytes, ComponentOptions? options = null) =>
        Validate(ComponentReader.Read(bytes, options), options);
}
