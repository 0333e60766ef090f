case ",$NATIVE," in
  *",$PLATFORM,"*) emulate=false ;;
  *) emulate=true ;;
esac
echo "The builder runs natively: $NATIVE"
echo "emulate=$emulate" >> "$GITHUB_OUTPUT"
