from fastapi import APIRouter

router = APIRouter(prefix="/users")


@router.get("/{key}")
def one(key: str) -> str:
    return key
